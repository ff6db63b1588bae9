using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>
/// What the house adds to the SDK's rows: getters that name what is missing, long texts, and what is refused before it is sent.
/// </summary>
public class RowTests
{
    [Fact]
    public void A_missing_property_is_named_with_its_row()
    {
        var row = new TableEntity("space~00", "h~ada") { ["seq"] = 1L, ["n"] = 2 };
        Assert.Equal("Row space~00 / h~ada has no property total.",
            Assert.Throws<InvalidDataException>(() => row.Required<long>("total")).Message);
        Assert.Equal("Row space~00 / h~ada: property seq is Int64, not String.",
            Assert.Throws<InvalidDataException>(() => row.Required<string>("seq")).Message);
        Assert.Throws<InvalidDataException>(() => row.Required<int>("seq"));
        Assert.Equal(2, row.Required<int>("n"));
    }

    [Fact]
    public void A_smaller_integer_counts_as_a_larger_one()
    {
        var row = new TableEntity("p", "r") { ["n"] = -7 };
        Assert.Equal(-7L, row.Required<long>("n"));
        Assert.Equal(-7d, row.Required<double>("n"));
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
        RowLimits.Checked(row);
    }

    [Fact]
    public void A_shorter_text_leaves_nothing_of_a_longer_one()
    {
        var row = new TableEntity("p", "r") { ["before"] = 1 }.SetText("text", new string('x', 100_000)).SetText("text", "short");
        Assert.Equal(("short", 1), (row.Text("text"), row.Required<int>("before")));
        Assert.False(row.ContainsKey("text_1"));
    }

    [Fact]
    public void What_no_row_can_hold_is_refused_with_row_and_property()
    {
        AssertRefused("text", new string('x', StorageLimits.StringPropertyChars + 1));
        AssertRefused("bytes", new byte[StorageLimits.BinaryPropertyBytes + 1]);
        AssertRefused("at", DateTimeOffset.MinValue);
        AssertRefused("number", double.NaN);
        AssertRefused("guid", Guid.Empty);
        var large =
            Assert.Throws<ArgumentException>(() => RowLimits.Checked(new TableEntity("p", "r").SetText("text", new string('x', 524_288))));
        Assert.Contains("Row p / r takes", large.Message, StringComparison.Ordinal);

        static void AssertRefused(string name, object value) => Assert.Contains(
            $"Row p / r: property {name}", Assert.Throws<ArgumentException>(() =>
                RowLimits.Checked(new TableEntity("p", "r") { [name] = value })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        foreach (var text in new[] { "\uD800", "a\uDC00b", "\uD83D\uDE00\uD83D" })
        {
            var fault = Assert.Throws<ArgumentException>(() => RowLimits.Checked(new TableEntity("p", "r") { ["x"] = text }));
            Assert.Contains("half of a surrogate pair", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_number_of_properties_is_limited()
    {
        var row = new TableEntity("p", "r");
        for (var i = 0; i < StorageLimits.EntityProperties; i++) row[$"p{i}"] = i;
        RowLimits.Checked(row);
        row["more"] = 1;
        Assert.Throws<ArgumentException>(() => RowLimits.Checked(row));
    }

    [Fact]
    public void The_stored_size_is_reckoned_as_documented()
    {
        // 4 + 2 × (2 + 3) for the keys; 8 + 2 × 1 + 4 + 2 × 5 for the string; 8 + 2 × 2 + 8 for the number.
        var row = new TableEntity("pk", "row") { ["s"] = "hello", ["no"] = 1L };
        Assert.Equal(14 + 24 + 20, row.StoredSize());
    }

    [Fact]
    public async Task What_is_sent_has_the_types_and_nothing_but_the_properties()
    {
        var transport = new RecordingTransport(_ => new InjectedResponse(204, "NoContent"));
        var read = new TableEntity("p", "r")
        {
            ["s"] = "grüße \"\n",
            ["i"] = -1,
            ["l"] = 1L << 53,
            ["d"] = 3.0,
            ["b"] = true,
            ["at"] = new DateTimeOffset(2024, 5, 6, 9, 8, 7, TimeSpan.FromHours(2)).AddTicks(1),
            ["x"] = new byte[] { 255, 0 },
            Timestamp = DateTimeOffset.UnixEpoch,
            ETag = new Azure.ETag("W/\"1\""),
        };
        await transport.NewService(StorageAccount.Parse("UseDevelopmentStorage=true")).Table("grants").UpsertAsync(read);
        const string Expected = """
            {"PartitionKey":"p","RowKey":"r","s":"grüße \"\n","i":-1,"l":"9007199254740992","l@odata.type":"Edm.Int64","d":3,
             "d@odata.type":"Edm.Double","b":true,
            "at":"2024-05-06T07:08:07.0000001Z","at@odata.type":"Edm.DateTime","x":"/wA=","x@odata.type":"Edm.Binary"}
            """;
        var body = Assert.Single(transport.Sent).Split("\n\n")[1];
        Assert.Equal(Sorted(Expected), Sorted(body));

        static string[] Sorted(string json) =>
            [.. System.Text.Json.JsonDocument.Parse(json).RootElement.EnumerateObject()
                .Select(property => $"{property.Name}: {property.Value}").Order(StringComparer.Ordinal)];
    }
}
