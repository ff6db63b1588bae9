using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;

namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>
/// Tells what was written: to the feed of events, to the contribution graph, and to the space's webhook. All of it is derived
/// from the stored entry and idempotent at its receiver, so telling it again after a crash does no harm. What is told at the
/// same time goes out together.
/// </summary>
internal sealed class CreditNotices(
    CreditEventFeed feed, GrantQueue grants, EventQueue webhooks, CreditLedger credits, GrantLedger ledger)
{
    /// <summary>An entity group transaction takes 100 rows, and an entry gives three events at most.</summary>
    private const int EntriesAtOnceMax = 33;

    private readonly ConcurrentDictionary<string, GroupCommit<Notice, bool>> lanes = new(StringComparer.Ordinal);

    /// <summary>Tells of an entry; when this returns it is told.</summary>
    public async Task PublishAsync(Space space, string node, long seq, CreditEntry entry, CancellationToken cancellation)
    {
        var notice = new Notice(
            space, [.. CreditEvent.Of(space.Name, node, seq, entry)], await ContributionsAsync(space, node, [entry], cancellation));
        if (notice.Events.Count > 0 || notice.Grants.Count > 0) await PublishAsync(notice, cancellation);
    }

    /// <summary>
    /// Tells of a merge in one event, that it began the account if so, and of each charge that the balance did not cover.
    /// </summary>
    public async Task PublishMergeAsync(Space space, string node, string merge, IReadOnlyList<(long Seq, CreditEntry Entry)> entries,
        CancellationToken cancellation) =>
        await PublishAsync(
            new Notice(
                space,
                [
                    CreditEvent.OfMerge(space.Name, node, merge, [.. entries.Select(entry => entry.Entry)]),
                    .. entries.SelectMany(entry => CreditEvent.Of(space.Name, node, entry.Seq, entry.Entry))
                        .Where(item => item.Type is CreditEvent.Initialized or CreditEvent.InsufficientFunds),
                ],
                await ContributionsAsync(space, node, [.. entries.Select(entry => entry.Entry)], cancellation)),
            cancellation);

    /// <summary>In a sealed space they are sealed as all grants are: of their words, and so of none of who is erased.</summary>
    private async Task<IReadOnlyList<Grant>> ContributionsAsync(
        Space space, string node, IReadOnlyList<CreditEntry> entries, CancellationToken cancellation)
    {
        var contributions = new List<Grant>();
        foreach (var entry in entries)
            if (await credits.Sealing.OpenAsync(space.Journal, entry, cancellation) is { } opened)
                contributions.AddRange(TaskContribution.Of(space.Config.Credits.Contributions, node, opened));
        return await ledger.Arriving.SealAsync(space.Journal, contributions, cancellation);
    }

    /// <summary>Tells that a node shut down.</summary>
    public async Task<CreditEvent> PublishShutdownAsync(
        Space space, string node, DateTimeOffset at, CreditAmount balance, CancellationToken cancellation)
    {
        var told = CreditEvent.OfShutdown(space.Name, node, at, balance);
        await PublishAsync(new Notice(space, [told], []), cancellation);
        return told;
    }

    private Task<bool> PublishAsync(Notice notice, CancellationToken cancellation) =>
        lanes.GetOrAdd(notice.Space.Name, _ => new GroupCommit<Notice, bool>(EntriesAtOnceMax, WriteAsync))
            .WriteAsync(notice, cancellation);

    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<Notice> notices)
    {
        var space = notices[^1].Space;
        var events = notices.SelectMany(notice => notice.Events).ToArray();
        var contributions = notices.SelectMany(notice => notice.Grants).ToArray();
        await Task.WhenAll(
            feed.WriteAsync(space.Name, events, CancellationToken.None),
            contributions.Length == 0 ? Task.CompletedTask
                : grants.SendAsync(space.Name, "task-credits", contributions, CancellationToken.None),
            space.Config.Credits.Webhook is null ? Task.CompletedTask : webhooks.SendAsync(space.Name, events, CancellationToken.None));
        return [.. notices.Select(_ => true)];
    }

    private sealed record Notice(Space Space, IReadOnlyList<CreditEvent> Events, IReadOnlyList<Grant> Grants);
}
