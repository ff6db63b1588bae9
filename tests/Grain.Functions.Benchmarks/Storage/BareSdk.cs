using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Grain.Functions.Benchmarks.Storage;

/// <summary>The SDK's clients as they come, with nothing around them.</summary>
internal sealed class BareSdk(string connectionString)
{
    private readonly TableServiceClient tables = new(connectionString);
    private readonly QueueServiceClient queues =
        new(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
    private readonly ConcurrentDictionary<string, TableClient> knownTables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QueueClient> knownQueues = new(StringComparer.Ordinal);

    /// <summary>A table.</summary>
    public TableClient Table(string name) => knownTables.GetOrAdd(name, tables.GetTableClient);

    /// <summary>A queue.</summary>
    public QueueClient Queue(string name) => knownQueues.GetOrAdd(name, queues.GetQueueClient);
}
