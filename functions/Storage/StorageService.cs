using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Grain.Functions.Storage;

/// <summary>The tables, queues and blob containers of one account. Nothing is asked at start.</summary>
public sealed class StorageService
{
    private readonly Root root;
    private readonly Lazy<TableServiceClient> tables;
    private readonly Lazy<QueueServiceClient> queues;
    private readonly Lazy<BlobServiceClient> blobs;
    private readonly ConcurrentDictionary<string, Table> knownTables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MessageQueue> knownQueues = new(StringComparer.Ordinal);

    internal StorageService(StorageAccount account, StorageSettings? settings = null)
        : this(new Root(account, settings ?? new StorageSettings()), "")
    {
    }

    private StorageService(Root root, string slice)
    {
        var (account, settings) = root;
        this.root = root;
        tables = new(() => account.Tables(settings.Apply(new TableClientOptions(), Policy("table"))));
        // Texts are encoded here and not by the SDK: it throws at what is not base64, and then nobody can look at it.
        queues = new(() => account.Queues(settings.Apply(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }, Policy("queue"))));
        blobs = new(() => account.Blobs(settings.Apply(new BlobClientOptions(), Policy("blob"))));

        OperationPolicy Policy(string service) => new(service, slice, settings, root.CountBilled);
    }

    /// <summary>Requests sent so far, retries included: what is billed.</summary>
    public long BilledOperations => root.Billed;

    /// <summary>The same service with its operations counted for a slice of the house, for example <c>grants</c>.</summary>
    public StorageService For(string slice) => root.Slices.GetOrAdd(slice, static (name, root) => new StorageService(root, name), root);

    internal Table Table(string name) => knownTables.GetOrAdd(name, static (name, self) => new Table(self.tables.Value.GetTableClient(name), self.root.Settings), this);

    internal MessageQueue Queue(string name) => knownQueues.GetOrAdd(name, static (name, self) => new MessageQueue(self.queues.Value.GetQueueClient(name)), this);

    internal Container Container(string name) => new(BlobContainer(name));

    /// <summary>The SDK's client of a container, for what <see cref="Storage.Container"/> has not.</summary>
    internal BlobContainerClient BlobContainer(string name) => blobs.Value.GetBlobContainerClient(name);

    /// <summary>What the services of all slices share.</summary>
    private sealed record Root(StorageAccount Account, StorageSettings Settings)
    {
        private long billed;

        public ConcurrentDictionary<string, StorageService> Slices { get; } = new(StringComparer.Ordinal);
        public long Billed => Interlocked.Read(ref billed);
        public void CountBilled() => Interlocked.Increment(ref billed);
    }
}
