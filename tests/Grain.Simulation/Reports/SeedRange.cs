using System.Diagnostics;

namespace Grain.Simulation.Reports;

/// <summary>Seeds that are run one after another.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="TimeMax">For how long at most.</param>
internal sealed record SeedRange(int First, int Count, TimeSpan TimeMax)
{
    private const int ToldEvery = 100;

    /// <summary>Whether the first run that finds something is the last.</summary>
    public bool UntilWrong { get; init; }

    /// <summary>Runs them, and says on the way how far it is.</summary>
    /// <param name="cancellation">No further run is begun.</param>
    public async Task<Tally> RunAsync(CancellationToken cancellation)
    {
        var (tally, clock) = (new Tally(), Stopwatch.StartNew());
        for (var seed = First; tally.Runs < Count && clock.Elapsed < TimeMax && !cancellation.IsCancellationRequested; seed++)
        {
            await AddAsync(tally, new Run(seed));
            if (UntilWrong && tally.Wrong.Count > 0) break;
            if (tally.Runs % ToldEvery == 0) Console.Error.WriteLine($"from {First}: {tally.Progress(clock.Elapsed)}");
        }

        return tally;
    }

    /// <summary>Runs one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="tell">Takes what happens in it.</param>
    public static async Task<Tally> OnlyAsync(int seed, Action<string>? tell)
    {
        var tally = new Tally();
        await AddAsync(tally, new Run(seed, tell));
        return tally;
    }

    private static async Task AddAsync(Tally tally, Run run)
    {
        var report = await run.GoAsync();
        tally.Add(report);
        if (report.Finding is { } finding) Console.Error.WriteLine($"WRONG, seed {report.Seed}: {finding.Split('\n')[0]}");
        tally.ProcessorSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
    }
}
