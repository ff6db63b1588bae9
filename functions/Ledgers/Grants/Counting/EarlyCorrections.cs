namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// Remembers a correction that comes when what it corrects is not counted yet: overtaken in a queue, held by a guard, cut off halfway, or
/// never heard of. It lies in the row of the grant's id, which whoever counts the grant has to pass; so whichever of the two comes first,
/// both are found.
/// </summary>
internal sealed class EarlyCorrections(GrantIds ids, Journal<GrantTotals, Grant> journal)
{
    /// <summary>
    /// What follows the id of a grant in that of the correction that takes all of it back, whatever it was and whoever has it.
    /// </summary>
    public const string WholeSuffix = ":reversed";

    /// <summary>The contributor of a correction that is of whoever it was granted to, and tells nobody else.</summary>
    public const string Whoever = "*";

    /// <summary>How the key of a correction ends that takes a closing back because the thing was opened again.</summary>
    private const string Reopened = ".reopened";

    /// <summary>Clocks of senders and servers differ by less.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>Whether a correction takes a grant back as it was counted; another one is of its own amount and contributor.</summary>
    public static bool TakesAllBack(Grant correction) => correction.GrantId == correction.Corrects + WholeSuffix;

    /// <summary>
    /// Whether a correction means what was granted at a time: a closing after a reopening is not what that took back. All others mean any.
    /// </summary>
    private static bool Means(Grant correction, DateTimeOffset grantedAt) =>
        !correction.Key.EndsWith(Reopened, StringComparison.Ordinal) || grantedAt - ClocksDiffer <= correction.GrantedAt;

    /// <summary>A correction of what is granted, to be appended.</summary>
    private static Grant Of(Grant correction, GrantReservation granted) => TakesAllBack(correction)
        ? correction with { Contributor = granted.Contributor, Amount = -granted.Amount }
        : correction;

    /// <summary>The correction as it is to be appended if what it corrects is counted; else what became of it: it is remembered.</summary>
    public Task<(Grant? Correction, GrantOutcome? Outcome)> MeetAsync(JournalSpace space, Grant correction, CancellationToken cancellation)
    {
        var id = correction.Corrects ?? throw new ArgumentException("A correction names the grant it corrects.", nameof(correction));
        return ids.DecideAsync<(Grant?, GrantOutcome?)>(space, id, async row =>
        {
            // Remembered first and looked for then: who counts the grant meanwhile finds the one, or is found by the other.
            var counted = row?.Reservation is { } granted ? await journal.FindAsync(space, granted.Contributor, id, cancellation) : null;
            if (counted is not null
                && Means(correction, row!.FirstAt < counted.Value.GrantedAt ? row.FirstAt.Value : counted.Value.GrantedAt))
            {
                var settled = row.Settled(counted);
                if (row.Reservation == settled.Reservation) return (true, (Of(correction, settled.Reservation!), null));
                // Two contents were told at once, and whose was not counted has not put the row right: the entry decides.
                await ids.TryWriteAsync(space, id, settled, cancellation);
                return (false, default);
            }

            if (row?.Correction is { } earlier && OutcomeAfter(earlier, correction, row) is { } outcome) return (true, (null, outcome));
            await ids.TryWriteAsync(space, id, (row ?? new GrantIdRow(null, null, null)) with { Correction = correction }, cancellation);
            return (false, default);
        }, cancellation);
    }

    /// <summary>The correction that waits for a grant which is about to be counted.</summary>
    public async Task<Grant?> FindWaitingAsync(JournalSpace space, GrantItem item, CancellationToken cancellation) =>
        item is { Outcome: null, Row.Correction: { } correction } && Means(correction, item.Grant.GrantedAt)
        && await journal.FindSeqAsync(space, item.Grant.Contributor, correction.GrantId, cancellation) is null ? correction : null;

    /// <summary>What is to be appended after a grant, since it came before it.</summary>
    public async Task<Grant?> FollowingAsync(JournalSpace space, GrantItem item, CancellationToken cancellation)
    {
        if (item.Outcome is GrantOutcome.ConflictsWithEarlier) item.Row = await NoteEarlierAsync(space, item.Grant, cancellation);
        if (item is not { Row.Correction: { } correction, Outcome: not GrantOutcome.Refused }
            || !Means(correction, item.Grant.GrantedAt)) return null;
        return await CountedAsync(space, item, cancellation) is { } counted ? Of(correction, counted) : null;
    }

    /// <summary>What is counted under the id of a grant: itself, or what it contradicts.</summary>
    private async Task<GrantReservation?> CountedAsync(JournalSpace space, GrantItem item, CancellationToken cancellation)
    {
        if (item.Outcome is not GrantOutcome.ConflictsWithEarlier) return item.Reservation;
        if (item.Row?.Reservation is not { } reserved) return null;
        var counted = await journal.FindAsync(space, reserved.Contributor, item.Grant.GrantId, cancellation);
        return counted is null ? null : GrantReservation.Of(counted);
    }

    /// <summary>
    /// Notes when a grant was made that came after a later one was counted under its id: of the two the earlier would have counted, and
    /// what takes that back takes the later one back.
    /// </summary>
    /// <returns>What lies under the id.</returns>
    private Task<GrantIdRow?> NoteEarlierAsync(JournalSpace space, Grant grant, CancellationToken cancellation) =>
        ids.DecideAsync<GrantIdRow?>(space, grant.GrantId, async row =>
        {
            if (row?.Reservation is not { } reserved || row.FirstAt <= grant.GrantedAt) return (true, row);
            var counted = await journal.FindAsync(space, reserved.Contributor, grant.GrantId, cancellation);
            if (counted is null || counted.Value.GrantedAt <= grant.GrantedAt) return (true, row);
            var noted = row with { FirstAt = grant.GrantedAt };
            return (await ids.TryWriteAsync(space, grant.GrantId, noted, cancellation), noted);
        }, cancellation);

    /// <summary>A grant is corrected once (G3): the first correction stays, but for a later telling of the same.</summary>
    private static GrantOutcome? OutcomeAfter(Grant earlier, Grant correction, GrantIdRow row) =>
        earlier.GrantId != correction.GrantId ? GrantCorrections.CorrectedAlready(correction)
        : earlier.GrantedAt < correction.GrantedAt ? null
        : new GrantOutcome.Remembered(IsReserved: row.Reservation is not null);
}
