using Grain.Functions.Cred.Graph;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;

namespace Grain.Functions.Epochs;

/// <summary>
/// Adds to a contribution graph what was granted since it was stored. Reads how many grants each account has, and of those that
/// moved the entries after the graph's cursor: each entry is taken exactly once, whatever the clocks say.
/// </summary>
internal sealed class GraphCollector(GrantLedger ledger)
{
    /// <summary>Journals read at once.</summary>
    private const int AccountsAtOnceMax = 8;

    /// <summary>Rows that a query returns at once, at most (Table Storage, query timeout and pagination).</summary>
    private const int RowsPerPage = 1000;

    /// <summary>
    /// A shard is read whole, a thousand entries a read, where at least one in so many of its entries is new. So what is read grows
    /// with what is new and never with history alone.
    /// </summary>
    private const int WholeFromOneNewIn = 4;

    /// <summary>A shard with more entries is never read whole: one step could not.</summary>
    private const int WholeEntriesMax = 200_000;

    /// <summary>Brings the graph up to the heads as they are now, or a good part of the way if there is much.</summary>
    /// <param name="space">The space.</param>
    /// <param name="graph">Is added to.</param>
    /// <param name="entriesMax">Stops once it has taken this many entries; its cursors say where to go on.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it got to the end.</returns>
    public async Task<bool> CollectAsync(JournalSpace space, ContributionGraph graph, long entriesMax, CancellationToken cancellation)
    {
        var taken = 0L;
        for (var shard = 0; shard < space.Shards; shard++)
        {
            var moved = await FindMovedAsync(space, shard, graph, cancellation);
            if (moved.IsMostlyNew)
            {
                if (taken >= entriesMax) return false;
                taken += await TakeShardAsync(space, shard, graph, moved, cancellation);
                continue;
            }

            foreach (var accounts in moved.Heads.Chunk(AccountsAtOnceMax))
            {
                if (taken >= entriesMax) return false;
                taken += await TakeAsync(space, graph, accounts, cancellation);
            }
        }

        return true;
    }

    private async Task<Moved> FindMovedAsync(JournalSpace space, int shard, ContributionGraph graph, CancellationToken cancellation)
    {
        var (heads, entries, added) = (new List<KeyValuePair<string, long>>(), 0L, 0L);
        await foreach (var (account, seq) in ledger.ReadSeqsAsync(space, shard, cancellation))
        {
            entries += seq;
            if (seq == graph.CursorOf(account)) continue;
            heads.Add(new(account, seq));
            added += seq - graph.CursorOf(account);
        }

        return new Moved(heads, entries, added);
    }

    private async Task<long> TakeShardAsync(JournalSpace space, int shard, ContributionGraph graph, Moved moved,
        CancellationToken cancellation)
    {
        var upTo = new Dictionary<string, long>(moved.Heads, StringComparer.Ordinal);
        await foreach (var entry in ledger.ReadShardAsync(space, shard, cancellation))
        {
            // What came after the heads were read is for the next epoch.
            if (entry.Seq > graph.CursorOf(entry.Account) && entry.Seq <= upTo.GetValueOrDefault(entry.Account))
                Add(graph, entry);
        }

        return moved.Added;
    }

    /// <summary>Reads several journals at once, each as far as its head says, and adds them one after the other.</summary>
    private async Task<long> TakeAsync(JournalSpace space, ContributionGraph graph, KeyValuePair<string, long>[] heads,
        CancellationToken cancellation)
    {
        var journals =
            await Task.WhenAll(heads.Select(head => ReadAsync(space, head.Key, graph.CursorOf(head.Key), head.Value, cancellation)));
        foreach (var entry in journals.SelectMany(entries => entries)) Add(graph, entry);
        return journals.Sum(entries => (long)entries.Count);
    }

    private static void Add(ContributionGraph graph, JournalEntry<Grant> entry)
    {
        Traces.Link(entry.Trace);
        graph.Add(entry.Value, entry.Seq);
    }

    private async Task<List<JournalEntry<Grant>>> ReadAsync(JournalSpace space, string account, long after, long upTo,
        CancellationToken cancellation)
    {
        var entries = new List<JournalEntry<Grant>>();
        await foreach (var entry in ledger.ReadEntriesAsync(space, account, after, cancellation))
        {
            if (entry.Seq > upTo) break; // came after the head was read: the next epoch takes it
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>What moved in a shard.</summary>
    /// <param name="Heads">The accounts that moved, with the number of their last entry.</param>
    /// <param name="Entries">How many entries the shard has in all.</param>
    /// <param name="Added">How many of them are new.</param>
    private sealed record Moved(List<KeyValuePair<string, long>> Heads, long Entries, long Added)
    {
        /// <summary>Whether reading the whole shard takes fewer reads, and not much more than what is new.</summary>
        public bool IsMostlyNew =>
            Entries <= WholeEntriesMax && Added >= Entries / WholeFromOneNewIn && Heads.Count > 1 + (Entries / RowsPerPage);
    }
}
