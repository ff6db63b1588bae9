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

    /// <summary>All that were sent: one that nobody answered may come through after later ones.</summary>
    private readonly Dictionary<string, Attempt> sent = new(StringComparer.Ordinal);

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
        {
            if (await SendAsync(attempt, cancellation)) conflicts = 0;
            else await table.Contention.YieldAsync(what, ++conflicts, cancellation);
        }
    }

    /// <summary>Reads used keys, and tells whoever has one in doubt; those of a committed attempt are told by it, all together.</summary>
    public async Task FindAsync(IReadOnlyList<KeyInDoubt> keys, CancellationToken cancellation)
    {
        foreach (var (key, row) in await ReadAsync(keys, cancellation)) Tell(key, row);
    }

    /// <returns>Whether all that was sent is settled; else it is to be planned again.</returns>
    private async Task<bool> SendAsync(Attempt attempt, CancellationToken cancellation)
    {
        if (attempt.Actions.Count == 0)
        {
            attempt.Committed();
            return true;
        }

        sent.Add(attempt.Writer, attempt);
        try
        {
            attempt.Answered(await table.TransactAsync(attempt.Actions, cancellation));
            return true;
        }
        catch (TableTransactionFailedException conflict) when (conflict.IsOvertaken())
        {
            var inTheWay = conflict.FailedTransactionActionIndex is { } index ? (TableEntity)attempt.Actions[index].Entity : null;
            attempt.Lost(inTheWay);
            // A used key in the way means that it was written before, and likely all of it. A row in the way means another writer, or our
            // own first try whose answer was lost.
            if (attempt.Keys.Any(key => key.RowKey == inTheWay?.RowKey)) await FindAsync(attempt.Keys, cancellation);
            else await FindByGroupAsync(attempt.Keys, cancellation);
            return attempt.IsSettled();
        }
        catch (RequestFailedException lost) when (lost.IsOutcomeUnknown())
        {
            attempt.Lost(null);
            await FindByGroupAsync(attempt.Keys, cancellation);
            if (!attempt.IsSettled()) throw;
            return true;
        }
    }

    /// <summary>Reads the first key of each group, and the others where that one is used, but by none of these attempts.</summary>
    private async Task FindByGroupAsync(IReadOnlyList<KeyInDoubt> keys, CancellationToken cancellation)
    {
        var groups = keys.GroupBy(key => key.Group).ToDictionary(group => group.First(), group => group.Skip(1));
        var found = await ReadAsync([.. groups.Keys], cancellation);
        // An attempt of ours tells of all its keys; none more need be read.
        if (found.Count(each => Tell(each.Key, each.Row)) == 0)
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

    /// <returns>Whether an attempt of this call used the key.</returns>
    private bool Tell(KeyInDoubt key, TableEntity row)
    {
        var isOurs = sent.TryGetValue(row.Required<string>("Writer"), out var attempt);
        if (isOurs) attempt!.Committed();
        else key.Found(row);
        return isOurs;
    }
}
