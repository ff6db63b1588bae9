using Grain.Functions.Benchmarks.Credits;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Credits;

/// <summary>The small form of <c>bench credits-soak</c>: real processes, really killed.</summary>
public sealed class CreditSoakTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Duplicates_disorder_and_killed_processes_leave_every_balance_exact_and_every_task_counted_once()
    {
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        var soak = new CreditSoak(account, AppContext.BaseDirectory, line => output.WriteLine(line));
        var result = await soak.RunAsync(messages: 1000, processes: 2, killEvery: TimeSpan.FromSeconds(1), seed: 7, default);
        Assert.Empty(result.Faults);
        Assert.InRange(result.Kills, 1, 200);
    }
}
