using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>The epoch of a space that is to be run next.</summary>
/// <param name="Planned">Its name and bounds.</param>
/// <param name="Run">Its run, if it has begun.</param>
/// <param name="Instead">Runs that it takes the place of: they were never paid, and can never be.</param>
internal sealed record DueEpoch(PlannedEpoch Planned, EpochRun? Run, IReadOnlyList<EpochRun> Instead)
{
    /// <summary>Which epoch.</summary>
    public Epoch Epoch => Planned.Epoch;

    /// <summary>Whether somebody is at work on it.</summary>
    public bool IsRunning(DateTimeOffset now) => Run is { Owner: not null } run && now < run.LeaseUntil;

    /// <summary>How many epochs are due: this one and those after it that have ended.</summary>
    public int CountRemaining(Space space, DateTimeOffset now) => 1 + EpochCalendar.CountDue(space, Epoch, now);
}

/// <summary>
/// Finds the epoch that is to be run next: the one that has begun, with the bounds that it began with; else the next of the calendar.
/// </summary>
internal sealed class DueEpochs(EpochStore store)
{
    /// <summary>Finds it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="books">Its books, just read.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if none has begun and none has ended.</returns>
    public async Task<DueEpoch?> FindAsync(Space space, SpaceBooks books, DateTimeOffset now, CancellationToken cancellation) =>
        await FindBegunAsync(space, books, cancellation) ?? (EpochCalendar.Due(space, books.LastClosed, now) is { } planned
            ? await PlanAsync(space, planned, cancellation) : null);

    /// <summary>The same, whether it has ended or not: the open epoch, which is closed next.</summary>
    public async Task<DueEpoch> FindOpenAsync(Space space, SpaceBooks books, CancellationToken cancellation) =>
        await FindBegunAsync(space, books, cancellation)
            ?? await PlanAsync(space, EpochCalendar.Next(space, books.LastClosed), cancellation);

    /// <summary>
    /// Why a configuration cannot begin the epochs elsewhere: once there is one, the next always begins where the last one ends.
    /// </summary>
    public async Task<string?> RefuseFirstAsync(Space space, SpaceConfig config, CancellationToken cancellation)
    {
        if (config.Epochs.First == space.Config.Epochs.First) return null;
        var books = await store.ReadBooksAsync(space.Name, cancellation);
        return (books.Open ?? books.LastClosed?.Id) is { } id
            ? $"epochs.first cannot be changed: the space has epochs already, the latest is {id}. The next one begins where that one "
                + "ends; anchor, lengthDays and timeZone say where it ends."
            : null;
    }

    private async Task<DueEpoch?> FindBegunAsync(Space space, SpaceBooks books, CancellationToken cancellation)
    {
        if (books.Open is { } id && await store.FindAsync(space.Name, id, cancellation) is { } open) return Of(open, []);
        return await FindUnnamedAsync(space.Name, books, cancellation) is { Count: > 0 } unnamed
            ? Of(unnamed[0], [.. unnamed.Skip(1).Where(other => other.Stage < EpochStage.Allocated)]) : null;
    }

    private async Task<DueEpoch> PlanAsync(Space space, PlannedEpoch planned, CancellationToken cancellation) =>
        new(planned with { Epoch = await WithFreeIdAsync(space.Name, planned.Epoch, cancellation) }, null, []);

    /// <summary>
    /// Runs that began before the books named the one that is open. There may be several that begin at one instant, left by a change of the
    /// calendar: the one that came furthest goes on.
    /// </summary>
    private async Task<IReadOnlyList<EpochRun>> FindUnnamedAsync(string space, SpaceBooks books, CancellationToken cancellation) =>
    [
        .. (await store.ListUnfinishedAsync(space, cancellation))
            .Where(run => books.LastClosed is not { } last || run.Epoch.Start == last.End)
            .OrderByDescending(run => run.Stage).ThenBy(run => run.Epoch.Start).ThenBy(run => run.StartedAt),
    ];

    /// <summary>Ids of before may not be in order; none is given twice.</summary>
    private async Task<Epoch> WithFreeIdAsync(string space, Epoch epoch, CancellationToken cancellation)
    {
        while (await store.FindAsync(space, epoch.Id, cancellation) is not null) epoch = epoch.After(epoch.Id);
        return epoch;
    }

    private static DueEpoch Of(EpochRun run, IReadOnlyList<EpochRun> instead) =>
        new(new PlannedEpoch(run.Epoch, run.RegularMinutes), run, instead);
}
