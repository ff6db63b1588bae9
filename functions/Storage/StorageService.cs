namespace Grain.Functions.Storage;

/// <summary>The tables, queues and blob containers of one account. Clients are cheap to make and share connections.</summary>
/// <remarks>
/// Nothing is asked at start. A write that meets a missing table, queue or container makes it and is sent again;
/// for a read, a missing one is empty.
/// </remarks>
public sealed class StorageService
{
    private readonly StoragePipeline tables;
    private readonly StoragePipeline queues;
    private readonly StoragePipeline blobs;
    private readonly string slice;

    /// <summary>Prepares the account's three services.</summary>
    public StorageService(StorageAccount account, StorageClientOptions? options = null)
    {
        options ??= new StorageClientOptions();
        tables = new StoragePipeline("table", account.TableEndpoint, account, options);
        queues = new StoragePipeline("queue", account.QueueEndpoint, account, options);
        blobs = new StoragePipeline("blob", account.BlobEndpoint, account, options);
        slice = "";
    }

    private StorageService(StorageService other, string slice)
    {
        (tables, queues, blobs) = (other.tables, other.queues, other.blobs);
        this.slice = slice;
    }

    /// <summary>Requests sent so far, retries included: what is billed.</summary>
    public long BilledOperations => tables.BilledOperations + queues.BilledOperations + blobs.BilledOperations;

    /// <summary>The same service with its operations counted for a slice of the house, for example <c>grants</c>.</summary>
    public StorageService For(string slice) => new(this, slice);

    /// <summary>A table.</summary>
    /// <param name="name">3 to 63 ASCII letters and digits, a letter first. Case does not matter to the service.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public TableClient Table(string name) => new(tables, StorageName.Table(name), slice);

    /// <summary>A queue.</summary>
    /// <param name="name">3 to 63 lower-case ASCII letters, digits and single hyphens between them.</param>
    /// <param name="isRaw">Whether message texts go as they are, instead of as base64, which the Functions host expects.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public QueueClient Queue(string name, bool isRaw = false) => new(queues, StorageName.QueueOrContainer(name), slice, isRaw);

    /// <summary>A container of blobs.</summary>
    /// <param name="name">3 to 63 lower-case ASCII letters, digits and single hyphens between them.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public BlobContainerClient Container(string name) => new(blobs, StorageName.QueueOrContainer(name), slice);
}

/// <summary>The service's rules for names; a wrong one is refused here, where the reason can be told.</summary>
internal static class StorageName
{
    public static string Table(string name) =>
        name.Length is >= 3 and <= 63 && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit)
        && !name.Equals("tables", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw new ArgumentException(
                $"'{name}' is not a table's name: 3 to 63 letters and digits, a letter first, and not 'tables'.", nameof(name));

    public static string QueueOrContainer(string name) =>
        name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
            ? name
            : throw new ArgumentException(
                $"'{name}' is not a queue's or container's name: 3 to 63 lower-case letters, digits and single hyphens inside.", nameof(name));
}
