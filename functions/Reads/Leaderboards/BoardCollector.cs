using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Scores;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// Brings a board up to date: reads how many grants each contributor has, and of those with more than the board has counted,
/// the entries after its cursor. Each entry is counted exactly once, whatever the clocks say. Grain, cred and legacy totals are taken as
/// they are.
/// </summary>
internal sealed class BoardCollector(GrantLedger grants, GrainLedger grain, ScoreBuckets buckets, ScoreBoard cred)
{
    /// <summary>Shards read at once.</summary>
    private const int ShardsAtOnceMax = 8;

    /// <summary>When more than one in so many contributors of a shard has moved, reading the whole shard is cheaper.</summary>
    private const int WholeShardFrom = 8;

    /// <summary>Below this many contributors a shard is never worth reading whole.</summary>
    private const int SmallShard = 16;

    /// <summary>
    /// What has changed since a board was made; <see langword="null"/> when the ledger is behind the board, which then must be made anew.
    /// </summary>
    public async Task<BoardChanges?> FindChangesAsync(JournalSpace space, Board board, CancellationToken cancellation)
    {
        var shards = new BoardChange[space.Shards];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, space.Shards),
            new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnceMax, CancellationToken = cancellation },
            async (shard, token) => shards[shard] = await FindChangesAsync(space, shard, board, token));
        var scores = await cred.ReadAsync(space.Name, cancellation);
        return shards.Any(shard => shard.IsBehind)
            ? null
            : new BoardChanges([.. shards.Where(shard => shard.Any)],
                scores?.Scores is { } closed && closed.Epoch != board.Epoch ? closed : null);
    }

    /// <summary>Counts what has changed.</summary>
    public async Task ApplyAsync(JournalSpace space, Board board, BoardChanges changes, CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(
            changes.Shards, new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnceMax, CancellationToken = cancellation },
            async (change, token) =>
            {
                await foreach (var entry in ReadAsync(space, board, change, token))
                    lock (board) board.Add(entry);
                lock (board)
                {
                    foreach (var (account, totals) in change.Grain)
                        if (board.FindOrAdd(account) is var entry) (entry.Balance, entry.Received) = (totals.Balance, totals.Received);
                    foreach (var score in change.Scores) board.FindOrAdd(score.Contributor).Recomputed = score.Total;
                }
            });
        if (changes.Cred is not null) board.Set(changes.Cred);
    }

    private async Task<BoardChange> FindChangesAsync(JournalSpace space, int shard, Board board, CancellationToken cancellation)
    {
        var change = new BoardChange(shard);
        await foreach (var (account, seq) in grants.ReadSeqsAsync(space, shard, cancellation))
        {
            change.Contributors++;
            var known = board.Find(account)?.Seq ?? 0;
            change.IsBehind |= seq < known;
            if (seq > known) change.Moved.Add(account);
        }

        await foreach (var head in grain.ReadHeadsAsync(space, shard, cancellation))
            if (board.Find(head.Account) is var entry
                && (entry?.Balance ?? GrainAmount.Zero, entry?.Received ?? GrainAmount.Zero) != (head.Totals.Balance, head.Totals.Received))
                change.Grain.Add((head.Account, head.Totals));
        await foreach (var score in buckets.ReadShardAsync(space, shard, cancellation))
            if (board.Find(score.Contributor)?.Recomputed != score.Total) change.Scores.Add(score);
        return change;
    }

    private async IAsyncEnumerable<JournalEntry<Grant>> ReadAsync(
        JournalSpace space, Board board, BoardChange change,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (change.Contributors >= SmallShard && change.Moved.Count > change.Contributors / WholeShardFrom)
        {
            await foreach (var entry in grants.ReadShardAsync(space, change.Shard, cancellation)) yield return entry;
            yield break;
        }

        foreach (var account in change.Moved)
        {
            long known;
            lock (board) known = board.Find(account)?.Seq ?? 0;
            await foreach (var entry in grants.ReadEntriesAsync(space, account, known, cancellation)) yield return entry;
        }
    }
}

/// <summary>What has changed since a board was made.</summary>
/// <param name="Shards">Shards in which something has.</param>
/// <param name="Cred">The cred of a newly closed epoch.</param>
internal sealed record BoardChanges(IReadOnlyList<BoardChange> Shards, CredScores? Cred)
{
    public bool Any => Shards.Count > 0 || Cred is not null;
}

/// <summary>What has changed in a shard.</summary>
internal sealed class BoardChange(int shard)
{
    public int Shard => shard;

    /// <summary>How many contributors the shard has.</summary>
    public int Contributors { get; set; }

    /// <summary>Those with new grants.</summary>
    public List<string> Moved { get; } = [];

    /// <summary>Accounts that hold another amount of grain.</summary>
    public List<(string Account, GrainTotals Totals)> Grain { get; } = [];

    /// <summary>Legacy totals that are another.</summary>
    public List<Score> Scores { get; } = [];

    /// <summary>Somebody has fewer grants than were counted: the ledger is not the one the board was made from.</summary>
    public bool IsBehind { get; set; }

    public bool Any => Moved.Count + Grain.Count + Scores.Count > 0;
}
