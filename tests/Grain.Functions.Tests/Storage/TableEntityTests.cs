using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TableEntityTests
{
    [Fact]
    public void A_missing_property_is_named_with_its_row()
    {
        var row = new TableEntity("space~00", "h~ada") { ["seq"] = 1L, ["n"] = 2 };
        Assert.Equal("Row space~00 / h~ada has no property total.", Assert.Throws<InvalidDataException>(() => row.Required<long>("total")).Message);
        Assert.Equal("Row space~00 / h~ada: property seq is Int64, not String.", Assert.Throws<InvalidDataException>(() => row.Required<string>("seq")).Message);
        Assert.Throws<InvalidDataException>(() => row.Required<int>("seq"));
        Assert.False(row.TryGetInt32("total", out _));
        Assert.True(row.TryGetInt32("n", out var n));
        Assert.Equal(2, n);
    }

    [Fact]
    public void A_smaller_integer_counts_as_a_larger_one()
    {
        var row = new TableEntity("p", "r") { ["n"] = -7 };
        Assert.Equal(-7L, row.Required<long>("n"));
        Assert.Equal(-7d, row.Required<double>("n"));
    }

    [Fact]
    public void Setting_again_replaces()
    {
        var row = new TableEntity("p", "r") { ["a"] = "x", ["a"] = 1 };
        Assert.Equal(1, row.Required<int>("a"));
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
        Assert.Equal(text, row.Text("text"));
    }

    [Fact]
    public void A_shorter_text_leaves_nothing_of_a_longer_one()
    {
        var row = new TableEntity("p", "r") { ["before"] = 1 }.SetText("text", new string('x', 100_000)).SetInt32("after", 2).SetText("text", "short");
        Assert.Equal(("short", 1, 2), (row.Text("text"), row.Required<int>("before"), row.Required<int>("after")));
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
            var fault = Assert.Throws<ArgumentException>(() => new TableEntity("p", "r") { ["x"] = text });
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
        Assert.Throws<ArgumentException>(() => new TableEntity("p", "r") { [name] = 1 });

    [Fact]
    public void The_number_of_properties_is_limited()
    {
        var row = new TableEntity("p", "r");
        for (var i = 0; i < StorageLimits.EntityProperties; i++) row[$"p{i}"] = i;
        Assert.Throws<ArgumentException>(() => row.SetInt32("more", 1));
        row["p0"] = 5;
    }

    [Fact]
    public void The_stored_size_is_reckoned_as_documented()
    {
        // 4 + 2 × (2 + 3) for the keys; 8 + 2 × 1 + 4 + 2 × 5 for the string; 8 + 2 × 2 + 8 for the number.
        var row = new TableEntity("pk", "row") { ["s"] = "hello", ["no"] = 1L };
        Assert.Equal(14 + 24 + 20, row.StoredSize);
    }
}
