namespace Grain.Functions.Storage;

/// <summary>What the service accepts at most ("Scalability and performance targets", "Understanding the Table service data model").</summary>
internal static class StorageLimits
{
    /// <summary>Operations in one entity group transaction.</summary>
    public const int TransactionOperations = 100;

    /// <summary>Bytes of one entity group transaction's request: 4 MiB.</summary>
    public const int TransactionBytes = 4 * 1024 * 1024;

    /// <summary>Bytes an entity takes in the store: 1 MiB, reckoned as <see cref="RowLimits.StoredSize"/> does.</summary>
    public const int EntityBytes = 1024 * 1024;

    /// <summary>Bytes of a binary property: 64 KiB.</summary>
    public const int BinaryPropertyBytes = 64 * 1024;

    /// <summary>UTF-16 units of a string property: 32 K, which are 64 KiB.</summary>
    public const int StringPropertyChars = 32 * 1024;

    /// <summary>Properties an entity may have besides the two keys and the timestamp.</summary>
    public const int EntityProperties = 252;

    /// <summary>UTF-16 units of a partition key or a row key: 512, which are 1 KiB.</summary>
    public const int KeyChars = 512;

    /// <summary>Bytes of a queue message as it is stored: 64 KiB; as base64 that leaves 48 KiB of text.</summary>
    public const int MessageBytes = 64 * 1024;

    /// <summary>Messages that one receive or peek may ask for.</summary>
    public const int MessagesPerReceive = 32;
}
