using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Storage;

/// <summary>
/// Writes rows of a partition exactly once, whatever is sent twice, late, by several processes at once, or never answered. An attempt is
/// one transaction under the versions that its rows were read with. One that was refused wrote nothing; one whose answer was lost wrote all
/// or nothing; a resent one can be refused by what its own first try wrote. In each doubt the used keys are read: they name the attempt
/// that wrote. What is open after that is planned again, on what is there by then.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="partition">The partition.</param>
/// <param name="what">What is written, for whoever reads that it kept changing.</param>
internal sealed class ExactlyOnce(Table table, string partition, string what)
{
    private const int ReadsAtOnceMax = 16;

    /// <summary>Sends attempts until there is none left.</summary>
    /// <param name="next">
    /// Plans the next attempt, one without rows where there is nothing to write; takes the number of conflicts in a row. Gives
    /// <see langword="null"/> when all is settled.
    /// </param>
    /// <param name="cancellation">Gives up; what was sent is written or not.</param>
    /// <exception cref="RequestFailedException">Storage failed for good, or others kept writing. Do the same again.</exception>
    public async Task RunAsync(Func<int, Task<Attempt?>> next, CancellationToken cancellation)
    {
        for (var conflicts = 0; await next(conflicts) is { } attempt;)
            conflicts = await SendAsync(attempt, conflicts + 1, cancellation) ? 0 : conflicts + 1;
    }

    /// <summary>Looks for used keys before anything is sent, and tells whoever has one.</summary>
    public async Task FindAsync(IReadOnlyList<KeyInDoubt> keys, CancellationToken cancellation)
    {
        foreach (var (key, row) in await ReadAsync(keys, cancellation)) key.Found(row);
    }

    /// <param name="attempt">What is sent.</param>
    /// <param name="conflicts">Conflicts in a row, if this becomes one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether all that was sent is settled; else it is to be planned again.</returns>
    private async Task<bool> SendAsync(Attempt attempt, int conflicts, CancellationToken cancellation)
    {
        if (attempt.Actions.Count == 0)
        {
            attempt.Committed();
            return true;
        }

        try
        {
            attempt.Answered(await table.TransactAsync(attempt.Actions, cancellation));
            return true;
        }
        catch (TableTransactionFailedException conflict) when (conflict.IsOvertaken())
        {
            var inTheWay = conflict.FailedTransactionActionIndex is { } index ? (TableEntity)attempt.Actions[index].Entity : null;
            attempt.Lost(inTheWay);
            // Others pass before anything is read that the next attempt may go by: read earlier, it would be old by then.
            await table.Contention.YieldAsync(what, conflicts, cancellation);
            // A used key in the way means that it was written before, and likely all of it. A row in the way means another writer, or our
            // own first try whose answer was lost.
            await SettleAsync(attempt, all: attempt.Keys.Any(key => key.RowKey == inTheWay?.RowKey), cancellation);
            return attempt.IsSettled();
        }
        catch (RequestFailedException lost) when (lost.IsOutcomeUnknown())
        {
            attempt.Lost(null);
            await SettleAsync(attempt, all: false, cancellation);
            if (!attempt.IsSettled()) throw;
            return true;
        }
    }

    /// <summary>
    /// Reads an attempt's keys: all, or the first of each group and the others where that one is used. One that this attempt used tells of
    /// all. (What was refused never comes through later: the rows that it went by have moved on.)
    /// </summary>
    private async Task SettleAsync(Attempt attempt, bool all, CancellationToken cancellation)
    {
        var groups = attempt.Keys.GroupBy(key => all ? key.RowKey : key.Group).ToDictionary(group => group.First(), group => group.Skip(1));
        var found = await ReadAsync([.. groups.Keys], cancellation);
        if (found.Exists(each => each.Row.Required<string>("Writer") == attempt.Writer))
        {
            attempt.Committed();
            return;
        }

        foreach (var (key, row) in found) key.Found(row);
        await FindAsync([.. found.SelectMany(each => groups[each.Key])], cancellation);
    }

    private async Task<List<(KeyInDoubt Key, TableEntity Row)>> ReadAsync(IReadOnlyList<KeyInDoubt> keys, CancellationToken cancellation)
    {
        var rows = new TableEntity?[keys.Count];
        await Parallel.ForAsync(
            0, keys.Count, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (i, token) => rows[i] = await table.FindAsync(partition, keys[i].RowKey, token));
        return [.. keys.Zip(rows).Where(each => each.Second is not null).Select(each => (each.First, each.Second!))];
    }
}
