using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// The row keys of activity. A fact and everything that follows from it for its caller lie in one partition, so that one transaction takes
/// them (<see cref="ActivityLayout"/>). Every row that is read has a key that can be computed: nothing is ever searched for.
/// </summary>
internal static class ActivityKeys
{
    /// <summary>Who has opted out or is private.</summary>
    public const string Hidden = HiddenPeople.RowKey;

    private const string AccountPrefix = "h~";
    private const int MonthsPerQuarter = 3;

    /// <summary>The first row key of accounts.</summary>
    public const string FirstAccount = AccountPrefix;

    /// <summary>The first row key after all accounts.</summary>
    public const string AccountsEnd = "i";

    /// <summary>The row of an account.</summary>
    public static string Account(string caller) => AccountPrefix + TableKey.Escape(caller);

    /// <summary>The account of a row.</summary>
    public static string AccountOf(string rowKey) => TableKey.Unescape(rowKey[AccountPrefix.Length..]);

    /// <summary>The row of three months of an account's days. At most five of them cover 366 days.</summary>
    public static string Quarter(string caller, int quarter) =>
        string.Create(CultureInfo.InvariantCulture, $"{QuartersOf(caller)}{quarter / 4:D4}Q{(quarter % 4) + 1}");

    /// <summary>The last day (<see cref="DateOnly.DayNumber"/>) of the three months of such a row.</summary>
    public static int LastDayOf(string quarterRow)
    {
        var (year, month) = (int.Parse(quarterRow[^6..^2], CultureInfo.InvariantCulture), (quarterRow[^1] - '0') * MonthsPerQuarter);
        return new DateOnly(year, month, DateTime.DaysInMonth(year, month)).DayNumber;
    }

    /// <summary>What the rows of an account's days begin with.</summary>
    public static string QuartersOf(string caller) => $"q~{TableKey.Escape(caller)}~";

    /// <summary>What the rows of all used keys begin with.</summary>
    public const string UsedKeyPrefix = "k~";

    /// <summary>What the rows of the log's pages begin with.</summary>
    public const string PagePrefix = "e~";

    /// <summary>The used key of a fact.</summary>
    public static string UsedKey(string kind, string id) => $"{UsedKeyPrefix}{kind}~{TableKey.Escape(id)}";

    /// <summary>What the rows of reserved ids begin with.</summary>
    public const string IdPrefix = "i~";

    private const int IdPartitionCount = 16;

    /// <summary>The row in which the id of a used key is reserved.</summary>
    public static string Id(string usedKey) => IdPrefix + usedKey[UsedKeyPrefix.Length..];

    /// <summary>The used key whose id is reserved in a row.</summary>
    public static string UsedKeyOfId(string rowKey) => UsedKeyPrefix + rowKey[IdPrefix.Length..];

    /// <summary>The partition of that row: the first hexadecimal digit of SHA-256 of its key.</summary>
    public static string IdPartition(string space, string usedKey)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(Id(usedKey)), hash);
        return $"{space}~{hash[0] >> 4:x1}";
    }

    /// <summary>All partitions of reserved ids.</summary>
    public static IEnumerable<string> IdPartitions(string space) =>
        Enumerable.Range(0, IdPartitionCount).Select(digit => $"{space}~{digit:x1}");

    /// <summary>A page of the log.</summary>
    public static string Page(long page) => string.Create(CultureInfo.InvariantCulture, $"{PagePrefix}{page:D12}");

    /// <summary>The quarter that a day lies in: four a year, counted from the year 0.</summary>
    public static int QuarterOf(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return (date.Year * 4) + ((date.Month - 1) / MonthsPerQuarter);
    }
}
