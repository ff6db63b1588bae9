using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Derives activity from the ledgers, so that a community without a gateway has all of it: follows grants and credits by cursors,
/// which move in the same transaction as what is counted. Each entry is taken once, whatever the clocks say and whoever runs at the same
/// time.
/// </summary>
internal sealed class ActivityCollector(ActivityLedger ledger, GrantLedger grants, CreditLedger credits)
{
    /// <summary>Entries of a ledger read at once: memory holds this many of a contributor, however many there are.</summary>
    private const int EntriesAtOnceMax = 500;

    private const int ShardsAtOnceMax = 8;

    /// <summary>Contributors whose entries are read at once, and then told together.</summary>
    private const int ContributorsAtOnceMax = 16;

    /// <summary>Brings one contributor up to date: two reads when there is nothing new.</summary>
    /// <returns>Whether there was something new.</returns>
    public async Task<bool> CatchUpAsync(Space space, string contributor, ActivityAccount account, CancellationToken cancellation)
    {
        var (granted, credited) = (
            grants.ReadHeadAsync(space.Journal, contributor, cancellation),
            credits.ReadHeadAsync(space.Journal, contributor, cancellation));
        await Task.WhenAll(granted, credited);
        if (account.Person.Privacy == Privacy.OptedOut
            || ((await granted).Seq <= account.GrantSeq && (await credited).Seq <= account.TaskSeq)) return false;
        await CollectAsync(space, [new Cursor(contributor, account.GrantSeq, account.TaskSeq)], cancellation);
        return true;
    }

    /// <summary>
    /// Brings all people of a space up to date: one slim range read a shard and ledger when there is nothing new. People are told in the
    /// order of their ids, whatever is read first, so that the same ledgers give the same log.
    /// </summary>
    public async Task CatchUpAsync(Space space, CancellationToken cancellation)
    {
        var cursors = new Dictionary<string, Cursor>(StringComparer.Ordinal);
        await foreach (var (caller, grantSeq, taskSeq) in ledger.Store.ReadCursorsAsync(space.Name, cancellation))
            cursors[caller] = new Cursor(caller, grantSeq, taskSeq);
        var isOptedOut = await ledger.Store.OptedOutAsync(space, ledger.Spelling.Registers, cancellation);
        var moved = new HashSet<string>[space.Shards];
        await Parallel.ForAsync(
            0, space.Shards, new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnceMax, CancellationToken = cancellation },
            async (shard, token) => moved[shard] = await FindMovedAsync(space, shard, cursors, token));
        var open = moved.SelectMany(contributors => contributors)
            .Where(contributor => !isOptedOut(contributor))
            .Order(StringComparer.Ordinal)
            .Select(contributor => cursors.GetValueOrDefault(contributor) ?? new Cursor(contributor, 0, 0));
        foreach (var several in open.Chunk(ContributorsAtOnceMax)) await CollectAsync(space, several, cancellation);
    }

    private async Task<HashSet<string>> FindMovedAsync(Space space, int shard, Dictionary<string, Cursor> cursors,
        CancellationToken cancellation)
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (contributor, seq) in grants.ReadSeqsAsync(space.Journal, shard, cancellation))
            if (seq > (cursors.GetValueOrDefault(contributor)?.Grants ?? 0)) moved.Add(contributor);
        await foreach (var (node, seq) in credits.ReadSeqsAsync(space.Journal, shard, cancellation))
            if (seq > (cursors.GetValueOrDefault(node)?.Tasks ?? 0)) moved.Add(node);
        return moved;
    }

    private async Task CollectAsync(Space space, IReadOnlyList<Cursor> cursors, CancellationToken cancellation)
    {
        while (cursors.Count > 0)
        {
            var read = await Task.WhenAll(cursors.Select(cursor => ReadAsync(space, cursor, cancellation)));
            await ledger.WriteAsync(space, [.. read.SelectMany(each => each.Items)], cancellation);
            cursors = [.. read.Select(each => each.Next).OfType<Cursor>()];
        }
    }

    /// <returns>What is new after a cursor, and where to go on if there may be more.</returns>
    private async Task<(List<ActivityItem> Items, Cursor? Next)> ReadAsync(Space space, Cursor cursor, CancellationToken cancellation)
    {
        var (contributor, grantSeq, taskSeq) = cursor;
        var granted = await grants.ReadPageAsync(space.Journal, contributor, grantSeq, EntriesAtOnceMax, cancellation);
        var credited = await credits.ReadPageAsync(space.Journal, contributor, taskSeq, EntriesAtOnceMax, cancellation);
        List<ActivityItem> items =
        [
            .. granted.Select(entry => new ActivityItem(contributor, FactOf(entry.Value), ActivitySource.Grants, entry.Seq)),
            .. credited.Select(entry => new ActivityItem(contributor, FactOf(contributor, entry.Value), ActivitySource.Tasks, entry.Seq)),
        ];
        var isMore = granted.Count == EntriesAtOnceMax || credited.Count == EntriesAtOnceMax;
        return (items, isMore ? new Cursor(contributor, grantSeq + granted.Count, taskSeq + credited.Count) : null);
    }

    /// <summary>A grant as a fact; <see langword="null"/> for one that stands for a finished task, which the credits tell.</summary>
    private static ActivityFact? FactOf(Grant grant) => grant.Source == TaskContribution.Module && grant.Key == "task:completed"
        ? null
        : new ActivityFact
        {
            Kind = grant.Corrects is not null ? ActivityKinds.Correction
                : grant.Key.StartsWith($"{grant.Source}:", StringComparison.Ordinal) ? ActivityKinds.Webhook
                : ActivityKinds.Grant,
            Id = grant.GrantId,
            Caller = grant.Contributor,
            At = grant.GrantedAt,
            Name = grant.Key,
            Category = grant.Category,
            Points = grant.Amount,
        };

    /// <summary>A credit entry as a fact: what was earned for a finished task is activity of the worker, and nothing else is.</summary>
    private static ActivityFact? FactOf(string node, CreditEntry entry) =>
        entry is { Kind: CreditKinds.Earn, Refused: false, TaskId: { } task }
        ? new ActivityFact
        {
            Kind = ActivityKinds.Task,
            Id = TaskIds.Short(task),
            Caller = node,
            At = entry.At,
            Name = entry.Task?.Type ?? "task"
        }
        : null;

    /// <summary>How far a contributor's entries are counted in each ledger.</summary>
    private sealed record Cursor(string Contributor, long Grants, long Tasks);
}
