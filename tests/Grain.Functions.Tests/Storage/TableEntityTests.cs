using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TableEntityTests
{
    [Fact]
    public void A_missing_property_is_named_with_its_row()
    {
        var row = new TableEntity("space~00", "h~ada").SetInt64("seq", 1).SetInt32("n", 2);
        Assert.Equal("Row space~00 / h~ada has no property total.", Assert.Throws<InvalidDataException>(() => row.GetInt64("total")).Message);
        Assert.Equal("Row space~00 / h~ada: property seq is Int64, not String.", Assert.Throws<InvalidDataException>(() => row.GetString("seq")).Message);
        Assert.Throws<InvalidDataException>(() => row.GetInt32("seq"));
        Assert.False(row.TryGetInt32("total", out _));
        Assert.True(row.TryGetInt32("n", out var n));
        Assert.Equal(2, n);
    }

    [Fact]
    public void A_smaller_integer_counts_as_a_larger_one()
    {
        var row = new TableEntity("p", "r").SetInt32("n", -7);
        Assert.Equal(-7L, row.GetInt64("n"));
        Assert.Equal(-7d, row.GetDouble("n"));
    }

    [Fact]
    public void Setting_again_replaces()
    {
        var row = new TableEntity("p", "r").SetString("a", "x").SetInt32("a", 1);
        Assert.Equal(1, row.GetInt32("a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(StorageLimits.StringPropertyChars)]
    [InlineData(StorageLimits.StringPropertyChars + 1)]
    [InlineData(300_000)]
    public void Text_of_any_length_comes_back(int length)
    {
        var text = string.Concat(Enumerable.Repeat("x😀", (length / 3) + 1))[..length];
        if (text.Length > 0 && char.IsHighSurrogate(text[^1])) text = text[..^1] + "y";
        var row = new TableEntity("p", "r").SetText("text", text);
        Assert.Equal(text, row.GetText("text"));
    }

    [Fact]
    public void A_shorter_text_leaves_nothing_of_a_longer_one()
    {
        var row = new TableEntity("p", "r").SetInt32("before", 1).SetText("text", new string('x', 100_000)).SetInt32("after", 2).SetText("text", "short");
        Assert.Equal(("short", 1, 2), (row.GetText("text"), row.GetInt32("before"), row.GetInt32("after")));
        Assert.False(row.Contains("text_1"));
    }

    [Fact]
    public void Text_that_no_row_can_hold_is_refused()
    {
        var row = new TableEntity("p", "r");
        Assert.Contains("Row p / r: property text", Assert.Throws<ArgumentException>(() => row.SetText("text", new string('x', 524_288))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => row.SetText("text", new string('x', 10_000_000)));
        Assert.Throws<ArgumentException>(() => row.SetString("text", new string('x', StorageLimits.StringPropertyChars + 1)));
        Assert.Throws<ArgumentException>(() => row.SetBinary("bytes", new byte[StorageLimits.BinaryPropertyBytes + 1]));
        Assert.Throws<ArgumentException>(() => row.SetDateTimeOffset("at", DateTimeOffset.MinValue));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        foreach (var text in new[] { "\uD800", "a\uDC00b", "\uD83D\uDE00\uD83D" })
        {
            var fault = Assert.Throws<ArgumentException>(() => new TableEntity("p", "r").SetString("x", text));
            Assert.Contains("half of a surrogate pair", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("RowKey")]
    [InlineData("Timestamp")]
    [InlineData("ä")]
    [InlineData("a@odata.type")]
    public void A_name_that_the_service_does_not_allow_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new TableEntity("p", "r").SetInt32(name, 1));

    [Fact]
    public void The_number_of_properties_is_limited()
    {
        var row = new TableEntity("p", "r");
        for (var i = 0; i < StorageLimits.EntityProperties; i++) row.SetInt32($"p{i}", i);
        Assert.Throws<ArgumentException>(() => row.SetInt32("more", 1));
        row.SetInt32("p0", 5);
    }

    [Fact]
    public void The_stored_size_is_reckoned_as_documented()
    {
        // 4 + 2 × (2 + 3) for the keys; 8 + 2 × 1 + 4 + 2 × 5 for the string; 8 + 2 × 2 + 8 for the number.
        var row = new TableEntity("pk", "row").SetString("s", "hello").SetInt64("no", 1);
        Assert.Equal(14 + 24 + 20, row.StoredSize);
    }
}
