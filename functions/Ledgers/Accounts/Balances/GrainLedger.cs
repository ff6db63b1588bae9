using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>Who holds how much grain. Invariant D1: what an epoch allocated to an account is paid to it exactly once.</summary>
public sealed class GrainLedger(StorageService storage, TimeProvider time)
{
    private static readonly GrainRules Rules = new();

    private readonly Journal<GrainTotals, GrainEntry> journal = new(storage, time, Rules);

    /// <summary>By which holds end.</summary>
    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Gives work up when it takes too long.</summary>
    internal TimeLimit Limit(TimeSpan most, CancellationToken cancellation) => new(time, most, cancellation);

    /// <summary>Pays what an epoch allocated. Paying it again changes nothing.</summary>
    /// <param name="space">The space.</param>
    /// <param name="epoch">The epoch's id, which is part of each payment's idempotency key.</param>
    /// <param name="payments">Who gets how much; each account once, positive amounts.</param>
    /// <param name="cancellation">Gives up; pay again to go on.</param>
    /// <param name="accounting">Whether the payments enter the balances, or count as paid out at once. The same each time an epoch is
    /// paid.</param>
    /// <exception cref="InvalidOperationException">D1: an account was paid another amount for this epoch before.</exception>
    public async Task PayAsync(
        JournalSpace space, string epoch, IReadOnlyList<Receipt> payments, CancellationToken cancellation, bool accounting = true)
    {
        var key = PaymentKey(epoch);
        var kind = accounting ? GrainEntryKinds.Distribution : GrainEntryKinds.DistributionPaidOut;
        var outcomes = await journal.AppendAsync(
            space,
            [.. payments.Select(payment =>
                new JournalAppend<GrainEntry>(payment.ParticipantId, key, new GrainEntry(kind, payment.Amount, epoch)))],
            cancellation);
        foreach (var (payment, outcome) in payments.Zip(outcomes))
            if (outcome is not (AppendOutcome<GrainTotals>.Appended or AppendOutcome<GrainTotals>.AlreadyAppended))
                throw new InvalidOperationException($"D1: the payment of epoch {epoch} to {payment.ParticipantId} gave {outcome}.");
    }

    /// <summary>What an epoch paid into an account; <see langword="null"/> if nothing.</summary>
    internal async Task<GrainAmount?> FindPaymentAsync(JournalSpace space, string account, string epoch, CancellationToken cancellation) =>
        (await FindAsync(space, account, PaymentKey(epoch), cancellation))?.Value.Amount;

    /// <summary>The key of what an epoch pays into an account.</summary>
    internal static string PaymentKey(string epoch) => $"epoch/{epoch}";

    /// <summary>
    /// Appends an entry whose key may have been used before. A refusal is final only if the key is still free after it: the
    /// totals that refuse a repetition may already hold what it repeats.
    /// </summary>
    internal async Task<AppendOutcome<GrainTotals>> AppendAsync(
        JournalSpace space, string account, string key, GrainEntry entry, CancellationToken cancellation)
    {
        var append = new JournalAppend<GrainEntry>(account, key, entry, MaybeSeen: true);
        var outcome = (await journal.AppendAsync(space, [append], cancellation))[0];
        if (outcome is not AppendOutcome<GrainTotals>.Refused || await FindAsync(space, account, key, cancellation) is not { } found)
            return outcome;
        return found.Value == entry
            ? new AppendOutcome<GrainTotals>.AlreadyAppended(found.Seq)
            : new AppendOutcome<GrainTotals>.ConflictsWithEarlier(found.Seq);
    }

    /// <summary>
    /// Appends many entries, each account's in the order given. What is there already stays; of what is refused the key is looked for, as
    /// above.
    /// </summary>
    /// <returns>How many were written now.</returns>
    /// <exception cref="InvalidOperationException">D1: an account refuses an entry, or has another one under its key.</exception>
    internal async Task<int> AppendAllAsync(
        JournalSpace space, IReadOnlyList<JournalAppend<GrainEntry>> appends, CancellationToken cancellation)
    {
        var outcomes = await journal.AppendAsync(space, appends, cancellation);
        foreach (var (append, outcome) in appends.Zip(outcomes))
        {
            if (outcome is AppendOutcome<GrainTotals>.Appended or AppendOutcome<GrainTotals>.AlreadyAppended
                || (await FindAsync(space, append.Account, append.Key, cancellation))?.Value is { } found
                    && found.Amount == append.Entry.Amount) continue;
            throw new InvalidOperationException($"D1: {append.Key} of {append.Account} gave {outcome}.");
        }

        return outcomes.Count(outcome => outcome is AppendOutcome<GrainTotals>.Appended);
    }

    /// <summary>The entry under a key, or <see langword="null"/>.</summary>
    internal Task<JournalEntry<GrainEntry>?> FindAsync(JournalSpace space, string account, string key, CancellationToken cancellation) =>
        journal.FindAsync(space, account, key, cancellation);

    /// <summary>An account; with nothing in it for somebody unknown.</summary>
    public Task<JournalHead<GrainTotals>> ReadHeadAsync(JournalSpace space, string account, CancellationToken cancellation) =>
        journal.ReadHeadAsync(space, account, cancellation);

    /// <summary>All accounts: one range read a shard and page of 1 000.</summary>
    public IAsyncEnumerable<JournalHead<GrainTotals>> ReadHeadsAsync(JournalSpace space, CancellationToken cancellation) =>
        journal.ReadHeadsAsync(space, cancellation);

    /// <summary>The accounts of one shard.</summary>
    internal IAsyncEnumerable<JournalHead<GrainTotals>> ReadHeadsAsync(JournalSpace space, int shard, CancellationToken cancellation) =>
        journal.ReadHeadsAsync(space, shard, cancellation);

    /// <summary>All entries of a shard: each account's together and oldest first.</summary>
    internal IAsyncEnumerable<JournalEntry<GrainEntry>> ReadShardAsync(JournalSpace space, int shard, CancellationToken cancellation) =>
        journal.ReadShardAsync(space, shard, cancellation);

    /// <summary>All entries of an account, oldest first.</summary>
    public IAsyncEnumerable<JournalEntry<GrainEntry>> ReadEntriesAsync(JournalSpace space, string account,
        CancellationToken cancellation) =>
        ReadEntriesAsync(space, account, 0, cancellation);

    /// <summary>All entries of an account after one, oldest first.</summary>
    internal IAsyncEnumerable<JournalEntry<GrainEntry>> ReadEntriesAsync(JournalSpace space, string account, long afterSeq,
        CancellationToken cancellation) =>
        journal.ReadEntriesAsync(space, account, afterSeq, cancellation);

    /// <summary>An account's entries after number <paramref name="afterSeq"/>, oldest first, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<JournalEntry<GrainEntry>>> ReadPageAsync(JournalSpace space, string account, long afterSeq, int limit,
        CancellationToken cancellation) =>
        journal.ReadPageAsync(space, account, afterSeq, limit, cancellation);

    /// <summary>What an account holds after another entry.</summary>
    internal static GrainTotals After(GrainTotals totals, GrainEntry entry) => Rules.Apply(totals, entry);

    /// <summary>The chain hashes of an account's entries from one on.</summary>
    internal Task<IReadOnlyList<string>> ReadHashesAsync(
        JournalSpace space, string account, long first, int count, CancellationToken cancellation) =>
        journal.ReadHashesAsync(space, account, first, count, cancellation);

    /// <summary>Proves an account's totals and chain; the first fault, or <see langword="null"/>.</summary>
    public Task<string?> VerifyAsync(JournalSpace space, JournalHead<GrainTotals> head, CancellationToken cancellation) =>
        journal.VerifyAsync(space, head, cancellation);

    /// <summary>Proves all accounts of a space.</summary>
    internal Task<SpaceProofResult> ProveAsync(JournalSpace space, CancellationToken cancellation,
        Func<JournalEntry<GrainEntry>, string?>? onEntry = null) => journal.ProveAsync(space, onEntry, cancellation);
}
