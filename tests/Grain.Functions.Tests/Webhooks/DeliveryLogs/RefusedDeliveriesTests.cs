using Azure;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Deliveries;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Webhooks.DeliveryLogs;

/// <summary>Refused deliveries are counted for each space, and none waits for another's count.</summary>
public sealed class RefusedDeliveriesTests
{
    private static readonly string[] Spaces = ["one", "two", "three"];

    private readonly FaultInjector faults = new();
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.Busy)]
    [InlineData(Fault.ErrorAfterEffect)]
    public async Task A_count_that_is_not_written_keeps_no_other_back_and_is_written_the_next_time(Fault fault)
    {
        var refused = await NewAsync();
        foreach (var space in Spaces) refused.Add(space, "github", "unsigned");
        faults.FailNext(fault);
        await Assert.ThrowsAsync<RequestFailedException>(() => refused.FlushAsync(null, default));
        Assert.Equal(fault == Fault.ErrorAfterEffect ? "1 1 1" : "0 1 1", await CountsAsync(refused));

        refused.Add("two", "github", "unsigned");
        await refused.FlushAsync(null, default);
        Assert.Equal("1 2 1", await CountsAsync(refused));
    }

    [Fact]
    public async Task Who_looks_at_a_space_writes_nothing_of_another()
    {
        var refused = await NewAsync();
        refused.Add("one", "github", "unsigned");
        refused.Add("two", "github", "unsigned");
        await refused.FlushAsync("two", default);
        Assert.Equal("0 1 0", await CountsAsync(refused));
        await refused.FlushAsync(null, default);
        Assert.Equal("1 1 0", await CountsAsync(refused));
    }

    /// <summary>With a table that is there: the first request is a write.</summary>
    private async Task<RefusedDeliveries> NewAsync()
    {
        var storage = await Azurite.NewServiceAsync(faults, withRetries: false, MemoryAccount.New());
        await storage.Table("deliveries").CreateAsync();
        return new RefusedDeliveries(storage.Table("deliveries"), time);
    }

    private async Task<string> CountsAsync(RefusedDeliveries refused)
    {
        var day = DeliveryId.DayOf(time.GetUtcNow());
        var counts = Spaces.Select(async space => (await refused.ReadAsync(space, day, default)).Sum(each => each.Count));
        return string.Join(' ', await Task.WhenAll(counts));
    }
}
