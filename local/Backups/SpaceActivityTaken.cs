using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// All of a space's activity. Each place is as it was at a line of its own log, since no transaction goes over two. The home follows the
/// shards: whoever is moved to one meanwhile is at home as they were, and who hides meanwhile is hidden. Reserved ids come last, so that
/// none is missing of what is counted.
/// </summary>
internal sealed class SpaceActivityTaken(ActivityStore store, string space)
{
    private readonly List<ActivityTaken> taken = [];

    /// <summary>What stands in place of rows that were read too early, or too late: then without properties.</summary>
    public IReadOnlyCollection<TableEntity> Later => [.. taken.SelectMany(each => each.Later)];

    public async IAsyncEnumerable<TableEntity> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (layout, read) = (await store.Layouts.LookAsync(space, cancellation), 0L);
        while (true)
        {
            foreach (var place in layout.Places.Reverse())
            {
                taken.Add(new ActivityTaken(store, place));
                await foreach (var row in taken[^1].ReadAsync(cancellation))
                {
                    read++;
                    yield return row;
                }
            }

            if (layout.IsSharded) break;
            layout = await store.Layouts.LookAsync(space, cancellation);
            if (!layout.IsSharded) break;
            // Moved just now, or begun: there are shards, which were not read.
            if (read > 0) throw new CommandException("the activity was moved to its new format while it was read; try again");
            taken.Clear();
        }

        foreach (var partition in layout.IsSharded ? ActivityKeys.IdPartitions(space) : [])
            await foreach (var row in store.Table.QueryAsync(Filters.Prefix(partition, ActivityKeys.IdPrefix), cancellation))
                yield return row;
    }
}
