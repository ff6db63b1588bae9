using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Grain.Simulation.Mutations;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Simulation;

/// <summary>
/// A fixed set of simulated runs (docs/reliability.md). They have a process of their own, since they want its pool of threads for
/// themselves.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly string Executable = Path.Combine(Repository.Root, "tests/Grain.Simulation/bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/Grain.Simulation.dll");

    [Fact]
    public async Task A_fixed_set_of_runs_finds_nothing_and_a_seed_makes_the_same_run_in_another_process()
    {
        var (whole, shared) = (SimulateAsync("--seeds", "4", "--minutes", "60"), SimulateAsync("--first", "2", "--seeds", "1"));
        var (told, again) = (await whole, await shared);
        output.WriteLine(told.GetRawText());
        Assert.Equal(4, told.GetProperty("runs").GetInt32());
        Assert.Empty(told.GetProperty("wrong").EnumerateArray());
        Assert.True(told.GetProperty("faults").GetInt64() > 500);
        Assert.True(told.GetProperty("points").GetArrayLength() > 300);
        Assert.Equal(told.GetProperty("traces")[1].GetString(), again.GetProperty("traces")[0].GetString());
    }

    [Fact]
    public void Each_bug_that_a_simulation_must_find_has_its_place_in_the_sources()
    {
        Assert.True(Mutation.All.Count >= 50);
        Assert.Equal(Mutation.All.Count, Mutation.All.Select(mutation => mutation.Name).Distinct().Count());
        Assert.All(Mutation.All, mutation => Assert.Contains(
            "SimulatedBug", mutation.Apply(File.ReadAllText(Repository.File(mutation.File))), StringComparison.Ordinal));
    }

    private static async Task<JsonElement> SimulateAsync(params string[] arguments)
    {
        var (_, told, error) = await CommandLine.RunAsync("dotnet", new Dictionary<string, string>(), [Executable, "--json", .. arguments]);
        return told.Length > 0 ? JsonElement.Parse(told) : throw new InvalidOperationException(error);
    }
}
