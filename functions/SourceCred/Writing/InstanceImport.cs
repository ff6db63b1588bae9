using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>How an instance is imported.</summary>
/// <param name="Lenient">Whether events that SourceCred would refuse are passed over and listed; else the first ends it.</param>
/// <param name="DryRun">Whether it is only looked at.</param>
internal sealed record ImportChoice(bool Lenient, bool DryRun);

/// <summary>Brings an instance of SourceCred into a space, and lets its epochs go on from there.</summary>
internal sealed class InstanceImport(SpaceDirectory spaces, LedgerImport ledgers, ReportMaking reports, EpochsFromThere epochs)
{
    /// <summary>SourceCred's amounts have 18 decimals, always.</summary>
    private const int Decimals = 18;

    /// <summary>Imports it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="files">The instance.</param>
    /// <param name="choice">How.</param>
    /// <param name="progress">Takes how many events of the ledger are written.</param>
    /// <param name="cancellation">Gives up; run it again to go on.</param>
    /// <exception cref="InstanceException">It cannot be taken; says why and where.</exception>
    public async Task<ImportReport> RunAsync(
        Space space, InstanceFiles files, ImportChoice choice, Action<long>? progress, CancellationToken cancellation)
    {
        if (space.IsSealed) throw new InstanceException(
            $"the space '{space.Name}' is sealed: names and addresses of a public ledger cannot be brought in there");
        // What is written counts in them, so they cannot be others afterwards.
        if (!choice.DryRun) space = await spaces.FixDecimalsAsync(space, cancellation);
        if (space.Config.Token.Decimals != Decimals) throw new InstanceException(
            $"the token of '{space.Name}' has {space.Config.Token.Decimals} decimals (token.decimals), and SourceCred's amounts have "
                + $"{Decimals}: import into a space whose token has as many");
        var reader = LedgerReader.Open(files);
        var outcome = await ledgers.RunAsync(space.Journal, reader, choice.Lenient, choice.DryRun, progress, cancellation);
        var report = await reports.OfAsync(space.Journal, files, reader, outcome, choice.DryRun, cancellation);
        return outcome.Replay.LastCredAt is { } last
            ? report with { Next = await epochs.GoOnAsync(space, last, choice.DryRun, cancellation) } : report;
    }
}

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
