using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Where the rows of a space's activity lie: all in one partition of the table <c>activity</c>, named after the space, so that one
/// transaction takes a fact with everything that follows from it. Every row that is read has a key that can be computed: nothing is ever
/// searched for.
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

    /// <summary>A page of the log.</summary>
    public static string Page(long page) => string.Create(CultureInfo.InvariantCulture, $"{PagePrefix}{page:D12}");

    /// <summary>The quarter that a day lies in: four a year, counted from the year 0.</summary>
    public static int QuarterOf(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return (date.Year * 4) + ((date.Month - 1) / MonthsPerQuarter);
    }
}
