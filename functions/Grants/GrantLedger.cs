using Grain.Functions.Identities;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Functions.Grants;

/// <summary>
/// The append-only ledger of grants. Invariants. G1: a grant id stands for one grant of its space for ever. G2: a
/// contributor's totals are the sums over all their grants. G3: a grant is corrected at most once, by another grant.
/// </summary>
public sealed class GrantLedger
{
    private readonly Journal<GrantTotals, Grant> journal;
    private readonly GrantIds ids;
    private readonly GrantCorrections corrections;

    /// <summary>Opens the ledger. Nothing is read or written.</summary>
    public GrantLedger(StorageService storage, TimeProvider time)
    {
        var counted = storage.For("grants");
        journal = new(counted, time, new GrantRules());
        ids = new(counted);
        corrections = new(ids, journal);
        Arriving = new(ids, new AccountSpelling(storage, new RegisterStore(storage, time)));
    }

    /// <summary>What is settled of grants before they are counted.</summary>
    internal ArrivingGrants Arriving { get; }

    /// <summary>Counts grants: each once, whatever is delivered twice, late, at once or again after a crash. One outcome each, in order.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage failed; append the same grants again.</exception>
    public async Task<IReadOnlyList<GrantOutcome>> AppendAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellationToken)
    {
        var spelled = await Arriving.SpellAsync(space, grants, cancellationToken);
        var items = spelled.Select(grant => new GrantItem(grant)).ToArray();
        foreach (var wave in GrantItem.Waves(items))
        {
            await corrections.CheckAsync(space, wave, cancellationToken);
            await ReserveAsync(space, wave, cancellationToken);
            await AppendAsync(space, wave, cancellationToken);
        }

        return [.. items.Select(item => item.Outcome!)];
    }

    /// <summary>
    /// Writes exported grants again: same places, same times, same hashes; one that would come out otherwise is refused, and so is
    /// everything of that contributor after it. Doing it again goes on where it stopped.
    /// </summary>
    internal async Task<IReadOnlyList<GrantOutcome>> RestoreAsync(JournalSpace space, IReadOnlyList<GrantItem> items, CancellationToken cancellationToken)
    {
        await ReserveAsync(space, items, cancellationToken);
        await AppendAsync(space, items, cancellationToken);
        return [.. items.Select(item => item.Outcome!)];
    }

    /// <summary>A contributor's totals; of nothing for somebody unknown.</summary>
    public Task<JournalHead<GrantTotals>> ReadHeadAsync(JournalSpace space, string contributor, CancellationToken cancellationToken) =>
        journal.ReadHeadAsync(space, contributor, cancellationToken);

    /// <summary>All contributors with their totals: one range read a shard and page of 1 000.</summary>
    public IAsyncEnumerable<JournalHead<GrantTotals>> ReadHeadsAsync(JournalSpace space, CancellationToken cancellationToken) =>
        journal.ReadHeadsAsync(space, cancellationToken);

    /// <summary>The contributors of one shard.</summary>
    internal IAsyncEnumerable<JournalHead<GrantTotals>> ReadHeadsAsync(JournalSpace space, int shard, CancellationToken cancellationToken) =>
        journal.ReadHeadsAsync(space, shard, cancellationToken);

    /// <summary>How many grants each contributor of a shard has.</summary>
    internal IAsyncEnumerable<(string Account, long Seq)> ReadSeqsAsync(JournalSpace space, int shard, CancellationToken cancellationToken) =>
        journal.ReadSeqsAsync(space, shard, cancellationToken);

    /// <summary>All grants of a shard, each contributor's together and oldest first.</summary>
    internal IAsyncEnumerable<JournalEntry<Grant>> ReadShardAsync(JournalSpace space, int shard, CancellationToken cancellationToken) =>
        journal.ReadShardAsync(space, shard, cancellationToken);

    /// <summary>A contributor's grants after entry <paramref name="afterSeq"/>, oldest first.</summary>
    public IAsyncEnumerable<JournalEntry<Grant>> ReadEntriesAsync(JournalSpace space, string contributor, long afterSeq, CancellationToken cancellationToken) =>
        journal.ReadEntriesAsync(space, contributor, afterSeq, cancellationToken);

    /// <summary>The same, at most <paramref name="limit"/> of them.</summary>
    public Task<IReadOnlyList<JournalEntry<Grant>>> ReadPageAsync(JournalSpace space, string contributor, long afterSeq, int limit, CancellationToken cancellationToken) =>
        journal.ReadPageAsync(space, contributor, afterSeq, limit, cancellationToken);

    /// <summary>Whether an id stands for a grant.</summary>
    internal async Task<bool> IsReservedAsync(JournalSpace space, string grantId, CancellationToken cancellationToken) =>
        await ids.FindAsync(space, grantId, cancellationToken) is not null;

    /// <summary>The grant of an id, if it is counted.</summary>
    internal async Task<Grant?> FindAsync(JournalSpace space, string grantId, CancellationToken cancellationToken) =>
        await ids.FindAsync(space, grantId, cancellationToken) is { } reservation
            ? (await journal.FindAsync(space, reservation.Contributor, grantId, cancellationToken))?.Value
            : null;

    /// <summary>Proves a contributor's totals and chain; the first fault, or <see langword="null"/>.</summary>
    public Task<string?> VerifyAsync(JournalSpace space, JournalHead<GrantTotals> head, CancellationToken cancellationToken) =>
        journal.VerifyAsync(space, head, cancellationToken);

    /// <summary>Proves the whole ledger of a space: totals, chains, receipts, and that ids and grants stand for each other (G1, G2, G3).</summary>
    internal Task<GrantAuditResult> AuditAsync(JournalSpace space, CancellationToken cancellationToken) =>
        new GrantAudit(journal, ids, space).RunAsync(cancellationToken);

    /// <summary>
    /// Appends a correction that takes a grant back in full: as much as was really granted, from whom it was granted to,
    /// whatever the weights are by now.
    /// </summary>
    /// <returns>The outcome, or <see langword="null"/> when there is no such grant to take back.</returns>
    /// <exception cref="InvalidOperationException">The grant is on its way and not counted yet: try again later.</exception>
    public async Task<GrantOutcome?> ReverseAsync(JournalSpace space, Grant correction, CancellationToken cancellationToken)
    {
        var corrects = correction.Corrects ?? throw new ArgumentException("A correction names the grant it corrects.", nameof(correction));
        var granted = await ids.FindAsync(space, corrects, cancellationToken);
        if (granted is null) return null;
        if (await journal.FindSeqAsync(space, granted.Contributor, corrects, cancellationToken) is null)
            throw new InvalidOperationException($"The grant {corrects} is reserved and not counted yet, so it cannot be taken back now.");
        var reversal = correction with { Contributor = granted.Contributor, Amount = -granted.Amount };
        return (await AppendAsync(space, [reversal], cancellationToken))[0];
    }

    /// <summary>Reserves the ids of the grants (G1), then for those that got theirs the right to correct (G3).</summary>
    private async Task ReserveAsync(JournalSpace space, IReadOnlyList<GrantItem> items, CancellationToken cancellationToken)
    {
        await ReserveAsync(
            space, items, item => item.Grant.GrantId, (item, isNew) => item.Seen = !isNew,
            grant => new GrantOutcome.ConflictsWithEarlier($"the id {grant.GrantId} belongs to an earlier grant with other content"), cancellationToken);
        await ReserveAsync(
            space, items.Where(item => item.Grant.Corrects is not null), item => GrantCorrections.RightOf(item.Grant.Corrects!), (_, _) => { },
            GrantCorrections.CorrectedAlready, cancellationToken);
    }

    private async Task ReserveAsync(
        JournalSpace space, IEnumerable<GrantItem> items, Func<GrantItem, string> idOf, Action<GrantItem, bool> onReserved,
        Func<Grant, GrantOutcome> conflict, CancellationToken cancellationToken)
    {
        var open = items.Where(item => item.Outcome is null).ToArray();
        if (open.Length == 0) return;
        var wanted = new OrderedDictionary<string, GrantReservation>(open.Length, StringComparer.Ordinal);
        foreach (var item in open) wanted.TryAdd(idOf(item), item.Reservation);
        var found = await ids.ReserveAsync(space, wanted, cancellationToken);
        foreach (var item in open)
        {
            var place = wanted.IndexOf(idOf(item));
            onReserved(item, found[place] is null);
            if ((found[place] ?? wanted.GetAt(place).Value) != item.Reservation) item.Outcome = conflict(item.Grant);
        }
    }

    private async Task AppendAsync(JournalSpace space, IReadOnlyList<GrantItem> items, CancellationToken cancellationToken)
    {
        var open = items.Where(item => item.Outcome is null).ToArray();
        var outcomes = await journal.AppendAsync(space, [.. open.Select(item => item.Append)], cancellationToken);
        foreach (var (item, outcome) in open.Zip(outcomes)) item.Outcome = Translate(outcome);
    }

    private static GrantOutcome Translate(AppendOutcome<GrantTotals> outcome) => outcome switch
    {
        AppendOutcome<GrantTotals>.Appended appended => new GrantOutcome.Appended(appended.Seq, appended.Before, appended.After),
        AppendOutcome<GrantTotals>.AlreadyAppended already => new GrantOutcome.AlreadyAppended(already.Seq),
        AppendOutcome<GrantTotals>.ConflictsWithEarlier => new GrantOutcome.ConflictsWithEarlier("the id belongs to an earlier grant with other content"),
        AppendOutcome<GrantTotals>.Refused refused => new GrantOutcome.Refused(refused.Reason),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };
}
