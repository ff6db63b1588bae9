using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TableClientTests
{
    [Fact]
    public async Task A_row_comes_back_with_every_type_as_it_was_written()
    {
        var table = (await Azurite.NewServiceAsync()).Table(Azurite.NewName());
        var moment = new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567);
        var guid = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e");
        byte[] bytes = [0, 1, 254, 255];
        var etag = await table.AddEntityAsync(new TableEntity("p", "r")
            .SetString("text", "grüße \" \\ \u2028 😀 \u0001").SetInt32("small", int.MinValue).SetInt64("large", long.MaxValue)
            .SetDouble("whole", 3).SetDouble("part", -1.5e-300).SetDouble("nan", double.NaN).SetDouble("inf", double.NegativeInfinity)
            .SetBoolean("yes", true).SetBoolean("no", false).SetDateTimeOffset("moment", moment).SetGuid("guid", guid).SetBinary("bytes", bytes)
            .SetString("empty", ""));

        var row = await table.GetEntityIfExistsAsync("p", "r");

        Assert.NotNull(row);
        Assert.Equal(etag, row.ETag);
        Assert.NotNull(row.Timestamp);
        Assert.Equal("grüße \" \\ \u2028 😀 \u0001", row.GetString("text"));
        Assert.Equal(int.MinValue, row.GetInt32("small"));
        Assert.Equal(long.MaxValue, row.GetInt64("large"));
        Assert.Equal(3, row.GetDouble("whole"));
        Assert.Equal(-1.5e-300, row.GetDouble("part"));
        Assert.Equal(double.NaN, row.GetDouble("nan"));
        Assert.Equal(double.NegativeInfinity, row.GetDouble("inf"));
        Assert.True(row.GetBoolean("yes"));
        Assert.False(row.GetBoolean("no"));
        Assert.Equal(moment, row.GetDateTimeOffset("moment"));
        Assert.Equal(guid, row.GetGuid("guid"));
        Assert.Equal(bytes, row.GetBinary("bytes"));
        Assert.Equal("", row.GetString("empty"));
    }

    [Fact]
    public async Task A_transaction_writes_all_or_nothing_and_names_the_action_that_failed()
    {
        var table = (await Azurite.NewServiceAsync()).Table(Azurite.NewName());
        var first = await table.SubmitTransactionAsync(
        [
            TableTransactionAction.Add(new TableEntity("p", "a").SetInt64("n", 1)),
            TableTransactionAction.Add(new TableEntity("p", "b").SetInt64("n", 2)),
        ]);
        Assert.Equal(2, first.Count);
        Assert.Equal(first[0], (await table.GetEntityIfExistsAsync("p", "a"))!.ETag);

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            TableTransactionAction.Update(new TableEntity("p", "a").SetInt64("n", 10), first[0], TableUpdateMode.Replace),
            TableTransactionAction.Add(new TableEntity("p", "c").SetInt64("n", 3)),
            TableTransactionAction.Add(new TableEntity("p", "b").SetInt64("n", 20)),
        ]));

        Assert.True(failure.IsAlreadyExists());
        Assert.Equal(2, failure.FailedActionIndex);
        Assert.Equal(1, (await table.GetEntityIfExistsAsync("p", "a"))!.GetInt64("n"));
        Assert.Null(await table.GetEntityIfExistsAsync("p", "c"));
    }
}
