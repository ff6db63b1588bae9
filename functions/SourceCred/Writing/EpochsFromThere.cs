using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>Lets the epochs of a space follow on the last time of cred that SourceCred distributed for: nothing is paid again.</summary>
internal sealed class EpochsFromThere(SpaceDirectory spaces, EpochStore store, TimeProvider time, StorageService storage)
{
    /// <summary>
    /// Moves the beginning of the first epoch, if there is none yet. Where several would be due at once the epochs are switched off: each
    /// is paid a budget, and whether years are to be made up for is for people to say.
    /// </summary>
    public Task<NextEpoch?> GoOnAsync(Space imported, DateTimeOffset last, bool dryRun, CancellationToken cancellation) =>
        storage.Contention.UntilDoneAsync<NextEpoch?>($"The configuration of {imported.Name}", async () =>
        {
            var space = await spaces.FindAsync(imported.Name, fresh: true, cancellation) ?? imported;
            var books = await store.ReadBooksAsync(space.Name, cancellation);
            if (books is not { LastClosed: null, Open: null } || last.Year > EpochSchedule.YearMax) return (true, null);
            var start = StartAfter(space.Config.Epochs, last);
            // What somebody has set is theirs; what lies before is what SourceCred has paid for.
            var isSet = space.Config.Epochs.First is { } first && space.Config.Epochs.Containing(first).Start >= start;
            if (isSet) return (true, NextOf(space));
            var config = space.Config with { };
            config.Epochs = config.Epochs with { First = start };
            var due = EpochCalendar.CountDue(space with { Config = config }, null, time.GetUtcNow());
            if (due > 1) config.Enabled = false;
            if (dryRun) return (true, NextOf(space with { Config = config }));
            var changed = await spaces.ConfigureAsync(space, config, cancellation);
            return (changed is not null, changed is null ? null : NextOf(changed));
        }, cancellation);

    private NextEpoch NextOf(Space space)
    {
        var next = EpochCalendar.Next(space, null).Epoch;
        return new NextEpoch(next.Id, next.Start, EpochCalendar.CountDue(space, null, time.GetUtcNow()), space.Config.Enabled);
    }

    /// <summary>The first epoch that begins there or later: one that began before has been paid in part.</summary>
    private static DateTimeOffset StartAfter(EpochSchedule schedule, DateTimeOffset last)
    {
        if (last.Year < EpochSchedule.YearMin) last = DateTimeOffset.UnixEpoch;
        var has = schedule.Containing(last);
        return has.Start == last ? last : has.End;
    }
}
