using Grain.Functions.Ledgers.Activities.Reads;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

/// <summary>What a read costs does not depend on how much there is.</summary>
public sealed class ReadCostTests
{
    private const int OperationsMax = 15;
    private const int HeatmapMax = 13;

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("nobody")]
    public async Task Every_read_takes_at_most_fifteen_storage_operations_and_a_year_thirteen(string caller)
    {
        var fixture = await NewAsync();
        foreach (var chunk in Enumerable.Range(0, 1200)
            .Select(i => Request($"r{i}", i % 7 == 0 ? "ada" : "bob", Now.AddHours(-7.3 * (1200 - i)))).Chunk(400))
            await fixture.SendAsync(chunk);
        var today = DateOnly.FromDateTime(Now.UtcDateTime).DayNumber;
        Assert.InRange(await CostAsync(_ => Task.CompletedTask), 1, 5);
        Assert.InRange(await CostAsync(view => fixture.Achievements.UnlockAsync(view, default)), 1, OperationsMax);
        Assert.InRange(await CostAsync(view => fixture.Views.ReadDaysAsync(view, today - 365, today, default)), 5, HeatmapMax);
        Assert.InRange(await CostAsync(view => new RecentEvents(fixture.Ledger).ReadAsync(view, null, 500, default)), 1, OperationsMax);

        async Task<long> CostAsync(Func<ActivityView, Task> read)
        {
            var before = fixture.Storage.BilledOperations;
            await read(await fixture.Views.OpenAsync(fixture.Space, caller, null, Reader, default));
            return fixture.Storage.BilledOperations - before;
        }
    }
}
