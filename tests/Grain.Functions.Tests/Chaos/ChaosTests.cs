using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Chaos;

/// <summary>A few seconds of <c>./grain chaos</c> (docs/reliability.md): of everything that fails there, once or so.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly string Executable = Path.Combine(Repository.Root, "tests/Grain.Functions.Benchmarks/bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/Grain.Functions.Benchmarks.dll");

    [Fact]
    public async Task While_hosts_workers_and_storage_are_killed_and_cut_off_nothing_is_lost_or_doubled()
    {
        var (exitCode, told, error) = await CommandLine.RunAsync("dotnet", new Dictionary<string, string>(),
            [Executable, "chaos", "--minutes", "0.06", "--hosts", "2", "--clients", "6", "--json"]);
        output.WriteLine(told + error);
        Assert.True(exitCode == 0, error);
        var figures = told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .ToDictionary(each => each.GetProperty("name").GetString()!, each => each.GetProperty("value").GetDouble());
        Assert.Superset(
            new HashSet<string> { "chaos.worker_killed", "chaos.host_killed", "chaos.storage_restarted", "chaos.webhook" },
            figures.Keys.ToHashSet());
        Assert.Equal(0, figures["chaos.wrong"]);
    }
}
