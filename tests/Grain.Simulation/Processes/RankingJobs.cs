using Grain.Functions.Epochs.Jobs;

namespace Grain.Simulation.Processes;

/// <summary>The machine to which graphs are left that are too large for the app; in some runs all are.</summary>
internal sealed class RankingJobs(bool areAsked, Func<SimulatedProcess> anyProcess, Action<string> fail)
{
    /// <summary>Whether the app leaves graphs to it.</summary>
    public bool AreAsked => areAsked;

    /// <summary>Ranks what waits in a space, while everything may fail.</summary>
    /// <returns>Whether something did.</returns>
    public async Task<bool> TryAsync(string space)
    {
        try
        {
            return await RankAsync(space);
        }
        catch (Exception fault)
        {
            // What was asked for may be taken back while a job is at work on it.
            if (fault is not InvalidDataException && !LogWatch.IsOfStorage(fault)) fail($"a ranking job of {space} fails: {fault}");
            return false;
        }
    }

    /// <summary>Ranks what waits in a space.</summary>
    /// <returns>Whether something did.</returns>
    public async Task<bool> RankAsync(string space)
    {
        var process = anyProcess();
        var ranked = process.Get<RankJob>().RunAsync(space, CancellationToken.None);
        await Task.WhenAny(ranked, process.Death);
        return ranked.IsCompleted && await ranked is not null;
    }
}
