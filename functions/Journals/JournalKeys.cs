namespace Grain.Functions.Journals;

/// <summary>
/// Where the rows of a journal lie. A partition is one shard of a space; in it, heads, entries and used keys each lie
/// together and in order. <c>~</c> separates the parts; escaping keeps it out of them, so no two rows share a key.
/// </summary>
public static class JournalKeys
{
    /// <summary>
    /// Most characters of an account id. A row key holds at most 512 UTF-16 units (Table Storage: 1 KiB), escaping can
    /// double each character, and account and key share one row key: 2·(100+150) + 3 ≤ 512.
    /// </summary>
    public const int AccountLengthMax = 100;

    /// <summary>Most characters of an idempotency key; see <see cref="AccountLengthMax"/>.</summary>
    public const int KeyLengthMax = 150;

    internal const string HeadPrefix = "h~";
    internal const string EntryPrefix = "e~";
    internal const string UsedKeyPrefix = "k~";

    /// <summary>The filter that takes the heads of a partition.</summary>
    internal static string Heads(string partition) => Filters.Prefix(partition, HeadPrefix);

    /// <summary>The shard of an account: the first two bytes of SHA-256 of its id, modulo the space's number of shards.</summary>
    public static int Shard(string account, int shards)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(account), hash);
        return ((hash[0] << 8) | hash[1]) % shards;
    }

    internal static string Partition(string space, int shard) => $"{space}~{shard:x2}";

    internal static string Head(string account) => HeadPrefix + TableKey.Escape(account);

    internal static string AccountOfHead(string rowKey) => TableKey.Unescape(rowKey[HeadPrefix.Length..]);

    internal static string Entry(string account, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{EntryPrefix}{TableKey.Escape(account)}~{seq:D12}");

    /// <summary>The account of an entry's or used key's row: what stands between the first two separators.</summary>
    internal static string AccountOf(string rowKey)
    {
        var end = rowKey.IndexOf('~', EntryPrefix.Length);
        return end > 0 ? TableKey.Unescape(rowKey[EntryPrefix.Length..end])
            : throw new FormatException($"'{rowKey}' is not the key of an entry or used key.");
    }

    /// <summary>The first row key after all entries of an account: the colon follows the digits.</summary>
    internal static string EntriesEnd(string account) => $"e~{TableKey.Escape(account)}~:";

    internal static string UsedKey(string account, string key) => $"{UsedKeyPrefix}{TableKey.Escape(account)}~{TableKey.Escape(key)}";
}
