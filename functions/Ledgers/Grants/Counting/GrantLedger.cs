using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// The append-only ledger of grants. Invariants. G1: a grant id stands for one grant of its space for ever. G2: a
/// contributor's totals are the sums over all their grants. G3: a grant is corrected at most once, by another grant.
/// </summary>
public sealed class GrantLedger
{
    private readonly Journal<GrantTotals, Grant> journal;
    private readonly GrantIds ids;
    private readonly GrantReservations reservations;
    private readonly GrantCorrections corrections;
    private readonly EarlyCorrections early;

    /// <summary>Opens the ledger. Nothing is read or written.</summary>
    public GrantLedger(StorageService storage, TimeProvider time, PeopleVault? vault = null)
    {
        var counted = storage.For("grants");
        journal = new(counted, time, new GrantRules());
        ids = new(counted);
        reservations = new(ids, journal);
        corrections = new(ids, journal);
        early = new(ids, journal);
        NewAccounts = new(journal);
        Arriving =
            new(ids, journal, new(storage, new RegisterStore(storage, time), vault ?? new(storage, new SpaceSecrets(), time)));
    }

    /// <summary>
    /// Has a correction looked at once more that came before a grant which is about to be counted: whoever counts the one may die before
    /// the other. Without it both come in the end if the grant is sent again.
    /// </summary>
    internal Func<JournalSpace, Grant, CancellationToken, Task> LookAgain { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>What is settled of grants before they are counted.</summary>
    internal ArrivingGrants Arriving { get; }

    /// <summary>Who would be one too many.</summary>
    internal NewAccounts NewAccounts { get; }

    /// <summary>
    /// Counts grants: each once, whatever is delivered twice, late, at once or again after a crash. One outcome each, in order.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage failed; append the same grants again.</exception>
    public async Task<IReadOnlyList<GrantOutcome>> AppendAsync(JournalSpace space, IReadOnlyList<Grant> grants,
        CancellationToken cancellation)
    {
        var spelled = await Arriving.SpellAsync(space, grants, cancellation);
        var items = spelled.Select(grant => new GrantItem(grant)).ToArray();
        if (space.IsSealed) await Arriving.RefuseErasedAsync(space, items, cancellation);
        foreach (var wave in GrantItem.Waves(items))
        {
            await corrections.CheckAsync(space, wave, cancellation);
            await NewAccounts.AppendAsync(space, wave, async () =>
            {
                await reservations.ReserveAsync(space, wave, cancellation);
                foreach (var item in wave)
                    if (await early.FindWaitingAsync(space, item, cancellation) is { } waiting)
                        await LookAgain(space, waiting, cancellation);
                await AppendAsync(space, wave, cancellation);
            }, cancellation);
            foreach (var item in wave) await FollowAsync(space, item, cancellation);
        }

        foreach (var item in items) Measures.Grants.Count(item.Outcome!.Word);
        return [.. items.Select(item => item.Outcome!)];
    }

    /// <summary>The same for what comes in by a door: in a sealed space nothing is kept of somebody for whom there is no room.</summary>
    internal async Task<IReadOnlyList<GrantOutcome>> AppendSentAsync(JournalSpace space, IReadOnlyList<Grant> grants,
        CancellationToken cancellation)
    {
        if (!space.IsSealed) return await AppendAsync(space, grants, cancellation);
        var (tooMany, refusal) = await FindTooManyAsync(space, grants, cancellation);
        var taken = grants.Where(grant => !tooMany.Contains(grant)).ToArray();
        var outcomes = new Queue<GrantOutcome>(
            await AppendAsync(space, await Arriving.SealAsync(space, taken, cancellation), cancellation));
        return [.. grants.Select(grant => tooMany.Contains(grant) ? refusal! : outcomes.Dequeue())];
    }

    /// <summary>The grants to people who would be one too many, as they were sent; nothing is written of them.</summary>
    internal async Task<(IReadOnlySet<Grant> Grants, GrantOutcome.Refused? Refusal)> FindTooManyAsync(
        JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        var tooMany = new HashSet<Grant>(ReferenceEqualityComparer.Instance);
        if (!NewAccounts.IsFull(space)) return (tooMany, null);
        var people = new Dictionary<Grant, string>(ReferenceEqualityComparer.Instance);
        foreach (var grant in grants.Where(grant => grant.Corrects is null))
            people[grant] = await Arriving.AccountOfAsync(space, grant, cancellation);
        var (strangers, refusal) = await NewAccounts.FindAsync(space, people.Values, cancellation);
        tooMany.UnionWith(people.Where(each => strangers.Contains(each.Value)).Select(each => each.Key));
        return (tooMany, refusal);
    }

    /// <summary>
    /// Writes exported grants again: same places, same times, same hashes; one that would come out otherwise is refused, and so is
    /// everything of that contributor after it. Doing it again goes on where it stopped.
    /// </summary>
    internal async Task<IReadOnlyList<GrantOutcome>> RestoreAsync(JournalSpace space, IReadOnlyList<GrantItem> items,
        CancellationToken cancellation)
    {
        if (space.IsSealed) items = await Arriving.SealAsync(space, items, cancellation);
        await reservations.ReserveAsync(space, items, cancellation);
        await AppendAsync(space, items, cancellation);
        return [.. items.Select(item => item.Outcome!)];
    }

    /// <summary>A contributor's totals; of nothing for somebody unknown.</summary>
    public Task<JournalHead<GrantTotals>> ReadHeadAsync(JournalSpace space, string contributor, CancellationToken cancellation) =>
        journal.ReadHeadAsync(space, contributor, cancellation);

    /// <summary>All contributors with their totals: one range read a shard and page of 1 000.</summary>
    public IAsyncEnumerable<JournalHead<GrantTotals>> ReadHeadsAsync(JournalSpace space, CancellationToken cancellation) =>
        journal.ReadHeadsAsync(space, cancellation);

    /// <summary>The contributors of one shard.</summary>
    internal IAsyncEnumerable<JournalHead<GrantTotals>> ReadHeadsAsync(JournalSpace space, int shard, CancellationToken cancellation) =>
        journal.ReadHeadsAsync(space, shard, cancellation);

    /// <summary>How many grants each contributor of a shard has.</summary>
    internal IAsyncEnumerable<(string Account, long Seq)> ReadSeqsAsync(JournalSpace space, int shard, CancellationToken cancellation) =>
        journal.ReadSeqsAsync(space, shard, cancellation);

    /// <summary>All grants of a shard, each contributor's together and oldest first.</summary>
    internal IAsyncEnumerable<JournalEntry<Grant>> ReadShardAsync(JournalSpace space, int shard, CancellationToken cancellation) =>
        journal.ReadShardAsync(space, shard, cancellation);

    /// <summary>A contributor's grants after entry <paramref name="afterSeq"/>, oldest first.</summary>
    public IAsyncEnumerable<JournalEntry<Grant>> ReadEntriesAsync(JournalSpace space, string contributor, long afterSeq,
        CancellationToken cancellation) =>
        journal.ReadEntriesAsync(space, contributor, afterSeq, cancellation);

    /// <summary>The same, at most <paramref name="limit"/> of them.</summary>
    public Task<IReadOnlyList<JournalEntry<Grant>>> ReadPageAsync(JournalSpace space, string contributor, long afterSeq, int limit,
        CancellationToken cancellation) =>
        journal.ReadPageAsync(space, contributor, afterSeq, limit, cancellation);

    /// <summary>The chain hashes of a contributor's grants from one on.</summary>
    internal Task<IReadOnlyList<string>> ReadHashesAsync(
        JournalSpace space, string contributor, long first, int count, CancellationToken cancellation) =>
        journal.ReadHashesAsync(space, contributor, first, count, cancellation);

    /// <summary>Whether an id stands for a grant.</summary>
    internal async Task<bool> IsReservedAsync(JournalSpace space, string grantId, CancellationToken cancellation) =>
        (await ids.FindAsync(space, grantId, cancellation))?.Reservation is not null;

    /// <summary>The grant of an id, if it is counted.</summary>
    internal async Task<JournalEntry<Grant>?> FindAsync(JournalSpace space, string grantId, CancellationToken cancellation) =>
        (await ids.FindAsync(space, grantId, cancellation))?.Reservation is { } reservation
            ? await journal.FindAsync(space, reservation.Contributor, grantId, cancellation)
            : null;

    /// <summary>Proves a contributor's totals and chain; the first fault, or <see langword="null"/>.</summary>
    public Task<string?> VerifyAsync(JournalSpace space, JournalHead<GrantTotals> head, CancellationToken cancellation) =>
        journal.VerifyAsync(space, head, cancellation);

    /// <summary>
    /// Proves the whole ledger of a space: totals, chains, used keys, and that ids and grants stand for each other (G1, G2, G3).
    /// </summary>
    internal Task<GrantProofResult> ProveAsync(JournalSpace space, CancellationToken cancellation) =>
        new GrantProof(journal, ids, space).RunAsync(cancellation);

    /// <summary>
    /// Appends a correction that may come before what it corrects: then it is remembered, and counts as soon as that does. One that takes
    /// all back (see <see cref="EarlyCorrections.TakesAllBack"/>) is of as much as was granted, from whom it was granted to, whatever the
    /// weights are by now.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage failed; take it back again.</exception>
    public async Task<GrantOutcome> TakeBackAsync(JournalSpace space, Grant correction, CancellationToken cancellation)
    {
        var (meant, outcome) = await early.MeetAsync(space, correction, cancellation);
        if (outcome is null) return (await AppendAsync(space, [meant!], cancellation))[0];
        Measures.Grants.Count(outcome.Word);
        return outcome;
    }

    /// <summary>Counts the correction that came before a grant, if one did: its writer may have died between the two.</summary>
    private async Task FollowAsync(JournalSpace space, GrantItem item, CancellationToken cancellation)
    {
        if (await early.FollowingAsync(space, item, cancellation) is not { } correction) return;
        var outcome = (await AppendAsync(space, [correction], cancellation))[0];
        if (item.Outcome is GrantOutcome.Appended counted && outcome is GrantOutcome.Appended back)
            item.Outcome = counted with { After = back.After, TakenBackBy = correction.GrantId };
    }

    private async Task AppendAsync(JournalSpace space, IReadOnlyList<GrantItem> items, CancellationToken cancellation)
    {
        var open = items.Where(item => item.Outcome is null).ToArray();
        var outcomes = await journal.AppendAsync(space, [.. open.Select(item => item.Append)], cancellation);
        foreach (var (item, outcome) in open.Zip(outcomes)) item.Outcome = Translate(outcome);
        await reservations.SettleAsync(space, open, cancellation);
        await reservations.FreeAsync(space, open, cancellation);
    }

    private static GrantOutcome Translate(AppendOutcome<GrantTotals> outcome) => outcome switch
    {
        AppendOutcome<GrantTotals>.Appended appended => new GrantOutcome.Appended(appended.Seq, appended.Before, appended.After),
        AppendOutcome<GrantTotals>.AlreadyAppended already => new GrantOutcome.AlreadyAppended(already.Seq),
        AppendOutcome<GrantTotals>.ConflictsWithEarlier =>
            new GrantOutcome.ConflictsWithEarlier("the id belongs to an earlier grant with other content"),
        AppendOutcome<GrantTotals>.Refused refused => new GrantOutcome.Refused(refused.Reason),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };
}
