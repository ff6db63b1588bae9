using Grain.Functions.Grants;
using Grain.Functions.Graph;
using Grain.Functions.Journals;

namespace Grain.Functions.Epochs;

/// <summary>
/// Adds to a contribution graph what was granted since it was stored. Reads the heads of all accounts, and of those that
/// moved the entries after the graph's cursor: each entry is taken exactly once, whatever the clocks say.
/// </summary>
internal sealed class GraphCollector(GrantLedger ledger)
{
    /// <summary>Journals read at once.</summary>
    private const int AccountsAtOnceMax = 8;

    /// <summary>Brings the graph up to the heads as they are now, or a good part of the way if there is much.</summary>
    /// <param name="space">The space.</param>
    /// <param name="graph">Is added to.</param>
    /// <param name="entriesMax">Stops once it has taken this many entries; its cursors say where to go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it got to the end.</returns>
    public async Task<bool> CollectAsync(JournalSpace space, ContributionGraph graph, long entriesMax, CancellationToken cancellationToken)
    {
        var taken = 0L;
        var moved = new List<JournalHead<GrantTotals>>(AccountsAtOnceMax);
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellationToken))
        {
            if (head.Seq == graph.CursorOf(head.Account)) continue;
            moved.Add(head);
            if (moved.Count < AccountsAtOnceMax) continue;
            taken += await TakeAsync(space, graph, moved, cancellationToken);
            moved.Clear();
            if (taken >= entriesMax) return false;
        }

        await TakeAsync(space, graph, moved, cancellationToken);
        return true;
    }

    /// <summary>Reads several journals at once, each as far as its head says, and adds them one after the other.</summary>
    private async Task<long> TakeAsync(JournalSpace space, ContributionGraph graph, List<JournalHead<GrantTotals>> moved, CancellationToken cancellationToken)
    {
        var journals = await Task.WhenAll(moved.Select(head => ReadAsync(space, head, graph.CursorOf(head.Account), cancellationToken)));
        foreach (var entry in journals.SelectMany(entries => entries)) graph.Add(entry.Value, entry.Seq);
        return journals.Sum(entries => (long)entries.Count);
    }

    private async Task<List<JournalEntry<Grant>>> ReadAsync(JournalSpace space, JournalHead<GrantTotals> head, long after, CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry<Grant>>();
        await foreach (var entry in ledger.ReadEntriesAsync(space, head.Account, after, cancellationToken))
        {
            if (entry.Seq > head.Seq) break; // came after the head was read: the next epoch takes it
            entries.Add(entry);
        }

        return entries;
    }
}
