using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Grain.Functions.Storage;

/// <summary>The tables, queues and blob containers of one account. Nothing is asked at start.</summary>
public sealed class StorageService
{
    private readonly Lazy<TableServiceClient> tables;
    private readonly Lazy<QueueServiceClient> queues;
    private readonly Lazy<BlobServiceClient> blobs;
    private readonly ConcurrentDictionary<string, Table> knownTables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MessageQueue> knownQueues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StorageService> slices = new(StringComparer.Ordinal);
    private readonly StorageAccount account;
    private readonly StorageSettings settings;
    private readonly StorageService whole;
    private long billed;

    internal StorageService(StorageAccount account, StorageSettings settings)
        : this(account, settings, "", null) { }

    private StorageService(StorageAccount account, StorageSettings settings, string slice, StorageService? whole)
    {
        (this.account, this.settings, this.whole) = (account, settings, whole ?? this);
        tables = new(() => account.Tables(settings.Apply(new TableClientOptions(), Policy("table"))));
        // Texts are encoded here and not by the SDK: it throws at what is not base64, and then nobody can look at it.
        queues = new(() =>
            account.Queues(settings.Apply(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }, Policy("queue"))));
        blobs = new(() => account.Blobs(settings.Apply(new BlobClientOptions(), Policy("blob"))));

        OperationPolicy Policy(string service) => new(service, slice, settings, () => Interlocked.Increment(ref this.whole.billed));
    }

    /// <summary>Requests sent so far, retries included: what is billed.</summary>
    public long BilledOperations => Interlocked.Read(ref whole.billed);

    /// <summary>The newest storage format that is known.</summary>
    internal int Format => settings.Format;

    /// <summary>How writers of the same rows let each other pass.</summary>
    internal Contention Contention => settings.Contention;

    /// <summary>The same service with its operations counted for a slice of the house, for example <c>grants</c>.</summary>
    public StorageService For(string slice) =>
        whole.slices.GetOrAdd(slice, static (name, whole) => new(whole.account, whole.settings, name, whole), whole);

    internal Table Table(string name) =>
        knownTables.GetOrAdd(name, static (name, self) => new Table(self.tables.Value.GetTableClient(name), self.settings), this);

    internal MessageQueue Queue(string name) =>
        knownQueues.GetOrAdd(name, static (name, self) => new MessageQueue(self.queues.Value.GetQueueClient(name)), this);

    internal Container Container(string name) => new(blobs.Value.GetBlobContainerClient(name));
}
