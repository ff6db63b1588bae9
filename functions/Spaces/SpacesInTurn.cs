using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Limits;

namespace Grain.Functions.Spaces;

/// <summary>
/// Goes over spaces, several at once and each by itself: one that fails, or whose row cannot be read, keeps no other from its turn. What is
/// due in a space that has reached a limit waits.
/// </summary>
internal sealed class SpacesInTurn(Table table, SpaceRows rows, UsageBook? usage)
{
    /// <summary>Does something for every space in a state.</summary>
    /// <exception cref="AggregateException">It failed for some, after all had their turn.</exception>
    public async Task RunAsync(
        SpaceState state, int atOnceMax, ILogger log, Func<Space, CancellationToken, Task> act, CancellationToken cancellation)
    {
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(
            table.QueryAsync(Filters.Partition(SpaceRows.Partition), cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = atOnceMax, CancellationToken = cancellation },
            async (row, token) =>
            {
                if (SpaceRows.StateOf(row) != state) return;
                try
                {
                    if (usage is not null && await usage.OfAsync(row.RowKey, token) is { } tally)
                    {
                        UsageBook.Enter(tally);
                        if (state == SpaceState.Active && tally.Capped() is { } reached)
                        {
                            log.LogInformation(LogEvents.SpaceAtLimit,
                                "{Space}: what is due waits: {Reason}", row.RowKey, reached.Tell(row.RowKey));
                            return;
                        }
                    }

                    await act(rows.Read(row), token);
                }
                catch (Exception fault) when (!token.IsCancellationRequested)
                {
                    log.LogError(LogEvents.SpaceFailed, fault,
                        "{Space}: what is due could not be done; the other spaces have their turn", row.RowKey);
                    faults.Enqueue(fault);
                }
            });
        if (!faults.IsEmpty) throw new AggregateException($"It failed for {faults.Count} spaces; the log names them.", faults);
    }
}
