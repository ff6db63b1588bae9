using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Limits;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>
/// Accounts of a space: contributors with grants, with a score of the legacy model, or both. Counts them, and keeps scores to how many a
/// space may have.
/// </summary>
internal sealed class ScoreAccounts(ScoreBuckets buckets, GrantLedger ledger)
{
    /// <summary>How many there are: one slim range read a shard, ledger and thousand.</summary>
    public async Task<long> CountAsync(JournalSpace space, CancellationToken cancellation)
    {
        var count = 0L;
        for (var shard = 0; shard < space.Shards; shard++)
        {
            var scored = await buckets.ReadShardAsync(space, shard, cancellation).Select(score => score.Contributor)
                .ToHashSetAsync(StringComparer.Ordinal, cancellation);
            await foreach (var (account, _) in ledger.ReadSeqsAsync(space, shard, cancellation))
                if (!scored.Contains(account)) count++;
            count += scored.Count;
        }

        return count;
    }

    /// <summary>Refuses a score of somebody new where there is no room.</summary>
    /// <exception cref="ProblemException">409.</exception>
    public async Task RequireRoomAsync(JournalSpace space, string contributor, CancellationToken cancellation)
    {
        if ((await ledger.NewAccounts.FindAsync(space, [contributor], cancellation)).Refusal is { } refusal
            && (await buckets.ReadAsync(space, contributor, cancellation)).Buckets == 0)
            throw new ProblemException(Problem.TooManyAccounts(refusal.Reason));
    }

    /// <summary>Notes that somebody has a score now; one whose bucket is a grant is noted with that.</summary>
    public async Task NoteAsync(JournalSpace space, string contributor, BucketChange change, CancellationToken cancellation)
    {
        if (UsageBook.Current is { } tally && change is { IsFirst: true, Grant: null }
            && (await ledger.ReadHeadAsync(space, contributor, cancellation)).Seq == 0) tally.Accounts.Settle(0, 1);
    }
}
