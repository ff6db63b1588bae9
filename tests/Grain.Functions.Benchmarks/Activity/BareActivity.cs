using System.Diagnostics;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Activity;

/// <summary>The floors: an <see cref="HttpClient"/> that sends transactions which were built and signed before.</summary>
internal static class BareActivity
{
    /// <summary>Seconds that it takes to send them.</summary>
    public static async Task<double> SendAsync(BareClient bare, IReadOnlyList<RecordedRequest> requests, int atOnce)
    {
        var start = Stopwatch.GetTimestamp();
        await bare.SendAsync(requests, atOnce);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Those that store the facts and nothing else: a row each, a hundred a transaction.</summary>
    public static Task<IReadOnlyList<RecordedRequest>> AloneAsync(StorageAccount account, string partition, ActivityFact[] facts) =>
        RequestRecorder.RecordAsync(account, async recording =>
        {
            foreach (var chunk in facts.Chunk(StorageLimits.TransactionOperations))
            {
                try
                {
                    await recording.Table("bare").TransactAsync([.. chunk.Select(fact =>
                        new TableTransactionAction(TableTransactionActionType.Add, Row(fact, partition)))]);
                }
                catch (RequestFailedException recorded) when (recorded.IsOutcomeUnknown())
                {
                    // The recorder answers nothing, on purpose.
                }
            }
        });

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
