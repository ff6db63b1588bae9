using Grain.Functions.Credits;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity;

/// <summary>
/// Derives activity from the ledgers, so that a community without a gateway has all of it: follows grants, credits and epochs by cursors, which
/// move in the same transaction as what is counted. Each entry is taken once, whatever the clocks say and whoever runs at the same time.
/// </summary>
internal sealed class ActivityCollector(ActivityLedger ledger, GrantLedger grants, CreditLedger credits, EpochStore epochs)
{
    /// <summary>Entries of a ledger read at once: memory holds this many of a contributor, however many there are.</summary>
    private const int EntriesAtOnceMax = 500;

    private const int ShardsAtOnceMax = 8;

    /// <summary>Brings one contributor up to date: two reads when there is nothing new.</summary>
    /// <returns>Whether there was something new.</returns>
    public async Task<bool> CatchUpAsync(Space space, string contributor, ActivityAccount account, CancellationToken cancellationToken)
    {
        var (granted, credited) = (
            grants.ReadHeadAsync(space.Journal, contributor, cancellationToken), credits.ReadHeadAsync(space.Journal, contributor, cancellationToken));
        await Task.WhenAll(granted, credited);
        if (account.Person.Privacy == Privacy.OptedOut || ((await granted).Seq <= account.GrantSeq && (await credited).Seq <= account.TaskSeq)) return false;
        await CollectAsync(space, contributor, account.GrantSeq, account.TaskSeq, cancellationToken);
        return true;
    }

    /// <summary>Brings the whole space up to date: one slim range read a shard and ledger when there is nothing new.</summary>
    public async Task CatchUpAsync(Space space, CancellationToken cancellationToken)
    {
        var cursors = new Dictionary<string, (long Grants, long Tasks)>(StringComparer.Ordinal);
        await foreach (var (caller, grantSeq, taskSeq) in ledger.Store.ReadCursorsAsync(space.Name, cancellationToken)) cursors[caller] = (grantSeq, taskSeq);
        var hidden = await ledger.Store.ReadHiddenAsync(space.Name, cancellationToken);
        await Parallel.ForAsync(
            0, space.Shards, new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnceMax, CancellationToken = cancellationToken },
            async (shard, token) =>
            {
                var moved = new SortedSet<string>(StringComparer.Ordinal);
                await foreach (var (contributor, seq) in grants.ReadSeqsAsync(space.Journal, shard, token))
                    if (seq > cursors.GetValueOrDefault(contributor).Grants) moved.Add(contributor);
                await foreach (var (node, seq) in credits.ReadSeqsAsync(space.Journal, shard, token))
                    if (seq > cursors.GetValueOrDefault(node).Tasks) moved.Add(node);
                foreach (var contributor in moved.Where(contributor => hidden.GetValueOrDefault(contributor) != Privacy.OptedOut))
                    await CollectAsync(space, contributor, cursors.GetValueOrDefault(contributor).Grants, cursors.GetValueOrDefault(contributor).Tasks, token);
            });
        await CollectEpochsAsync(space, cancellationToken);
    }

    private async Task CollectAsync(Space space, string contributor, long grantSeq, long taskSeq, CancellationToken cancellationToken)
    {
        for (var isMore = true; isMore;)
        {
            var granted = await grants.ReadPageAsync(space.Journal, contributor, grantSeq, EntriesAtOnceMax, cancellationToken);
            var credited = await credits.ReadPageAsync(space.Journal, contributor, taskSeq, EntriesAtOnceMax, cancellationToken);
            var items = granted.Select(entry => new ActivityItem(contributor, FactOf(entry.Value), ActivitySource.Grants, entry.Seq))
                .Concat(credited.Select(entry => new ActivityItem(contributor, FactOf(contributor, entry.Value), ActivitySource.Tasks, entry.Seq)));
            await ledger.WriteAsync(space, [.. items], cancellationToken);
            isMore = granted.Count == EntriesAtOnceMax || credited.Count == EntriesAtOnceMax;
            (grantSeq, taskSeq) = (grantSeq + granted.Count, taskSeq + credited.Count);
        }
    }

    private async Task CollectEpochsAsync(Space space, CancellationToken cancellationToken)
    {
        var books = await epochs.ReadBooksAsync(space.Name, cancellationToken);
        var told = (await ledger.Store.ReadAccountAsync(space.Name, ActivityAccount.OfSpace, cancellationToken)).Account.Epoch;
        if (books.LastClosed is not { } last || string.CompareOrdinal(last.Id, told) <= 0) return;
        var closed = new List<ActivityItem>();
        await foreach (var run in epochs.ListAsync(space.Name, cancellationToken))
            if (run.Stage == EpochStage.Closed && string.CompareOrdinal(run.Epoch.Id, told) > 0)
                closed.Add(new ActivityItem(ActivityAccount.OfSpace, FactOf(run), ActivitySource.Epochs));
        await ledger.WriteAsync(space, closed, cancellationToken);
    }

    private static ActivityFact FactOf(EpochRun run) => new()
    {
        Kind = ActivityKinds.Epoch,
        Id = run.Epoch.Id,
        Caller = ActivityAccount.OfSpace,
        At = run.ClosedAt ?? run.Epoch.End,
        Name = run.Epoch.Id,
    };

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
    private static ActivityFact? FactOf(string node, CreditEntry entry) => entry is { Kind: CreditKinds.Earn, Refused: false, TaskId: { } task }
        ? new ActivityFact { Kind = ActivityKinds.Task, Id = TaskIds.Short(task), Caller = node, At = entry.At, Name = entry.Task?.Type ?? "task" }
        : null;
}
