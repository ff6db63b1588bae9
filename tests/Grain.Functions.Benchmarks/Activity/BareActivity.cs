using System.Diagnostics;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Activity;

/// <summary>The floors: an <see cref="HttpClient"/> that sends transactions which were built and signed before.</summary>
internal static class BareActivity
{
    /// <summary>
    /// Seconds that it takes to send the very transactions by which the ledger counts these facts, and how many rows they have.
    /// </summary>
    public static async Task<(double Seconds, int Rows)> SameAsync(StorageAccount account, BareClient bare, Space space,
        ActivityFact[] facts, int atOnce)
    {
        var transactions = Transactions(space, facts).ToArray();
        return (await SendAsync(account, bare, transactions, atOnce), transactions.Sum(transaction => transaction.Count));
    }

    /// <summary>Seconds that it takes to store the facts and nothing else: a row each, a hundred a transaction.</summary>
    public static Task<double> RowsAsync(StorageAccount account, BareClient bare, string partition, ActivityFact[] facts, int atOnce) =>
        SendAsync(
        account, bare, [.. facts.Chunk(StorageLimits.TransactionOperations).Select(chunk =>
            chunk.Select(fact => new TableTransactionAction(TableTransactionActionType.Add, Row(fact, partition))).ToArray())], atOnce);

    private static async Task<double> SendAsync(StorageAccount account, BareClient bare,
        IReadOnlyList<IReadOnlyList<TableTransactionAction>> transactions, int atOnce)
    {
        var requests = await RequestRecorder.RecordAsync(account, async recording =>
        {
            foreach (var transaction in transactions)
            {
                try
                {
                    await recording.Table("bare").TransactAsync(transaction);
                }
                catch (RequestFailedException recorded) when (recorded.IsOutcomeUnknown())
                {
                    // The recorder answers nothing, on purpose.
                }
            }
        });
        var start = Stopwatch.GetTimestamp();
        await bare.SendAsync(requests, atOnce);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// What the ledger would write; rows that it replaces under their version are replaced under any, since nobody knows versions
    /// beforehand.
    /// </summary>
    private static IEnumerable<IReadOnlyList<TableTransactionAction>> Transactions(Space space, ActivityFact[] facts)
    {
        var cache = new ActivityCache(null!, ActivityLayout.Plain(space.Name).Home) { Tail = new StoredPage(1, [], null) };
        cache.Keep(ActivityAccount.OfSpace, new StoredAccount(new ActivityAccount(), null));
        var open = new Queue<ActivityItem>(facts.OrderBy(fact => fact.Caller, StringComparer.Ordinal)
            .Select(fact => new ActivityItem(fact.Caller, fact)));
        foreach (var item in open)
        {
            if (cache.FindAccount(item.Caller) is null) cache.Keep(item.Caller, new StoredAccount(new ActivityAccount(), null));
            var quarter = ActivityKeys.QuarterOf(DateOnly.FromDateTime(item.Fact!.At.UtcDateTime).DayNumber);
            foreach (var caller in new[] { item.Caller, ActivityAccount.OfSpace })
                if (cache.FindQuarter(caller, quarter) is null)
                    cache.Keep(caller, quarter, new StoredQuarter(new Dictionary<int, DayTotals>(), null));
        }

        while (open.Count > 0)
        {
            var plan = new ActivityPlan(space, cache, _ => false, ActivityWorkload.End);
            while (open.TryPeek(out var item) && plan.TryTake(item)) open.Dequeue();
            var attempt = plan.ToAttempt();
            yield return [.. attempt.Actions.Select(action =>
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, action.Entity))];
            attempt.Answered([.. attempt.Actions.Select(_ => new ETag("W/\"x\""))]);
        }
    }

    private static TableEntity Row(ActivityFact fact, string partition)
    {
        var content = JsonSerializer.Serialize(fact, ActivityJson.Stored.ActivityFact);
        return new TableEntity(partition, ActivityKeys.UsedKey(fact.Kind, fact.Id))
        {
            ["Content"] = content,
            ["ContentHash"] = JournalHash.Of(content),
            ["Writer"] = "0123456789abcdef",
        };
    }
}
