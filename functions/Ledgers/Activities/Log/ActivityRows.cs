using Azure;
using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>An account with the version of its row; without one when there is no row yet.</summary>
internal sealed record StoredAccount(ActivityAccount Account, ETag? Version)
{
    /// <summary>Whether the row is of the format in which callers are spread: at home, it says that somebody was moved.</summary>
    public bool IsMoved { get; init; }
}

/// <summary>The days of three months with the version of their row.</summary>
internal sealed record StoredQuarter(IReadOnlyDictionary<int, DayTotals> Days, ETag? Version)
{
    /// <summary>
    /// Whether the row has the <see cref="DayTotals.Counts"/> of all its days: it was written with them from the beginning.
    /// </summary>
    public bool IsCounted { get; init; } = true;
}

/// <summary>A page of the log with the version of its row: lines, oldest first.</summary>
internal sealed record StoredPage(long Number, IReadOnlyList<string> Lines, ETag? Version);

/// <summary>The stored form of activity: one place that knows the properties of its rows (docs/storage-format.md).</summary>
internal static class ActivityRows
{
    /// <summary>Written into every row that is replaced; the table refuses what this version does not know.</summary>
    private const int FormatVersion = 1;

    /// <summary>Of accounts in spaces whose callers are spread. Earlier versions do not know it, and so leave them alone.</summary>
    private const int SpreadVersion = 2;

    /// <summary>How many numbers a day has in <c>Counts</c>. It stands before them; with others a row is as one without.</summary>
    private const int CountsOfDay = 8;

    public static TableEntity Account(ActivityPlace place, string caller, ActivityAccount account)
    {
        var row = new TableEntity(place.Partition, ActivityKeys.Account(caller))
        {
            ["Format"] = place.Layout.IsSharded ? SpreadVersion : FormatVersion,
            ["GrantSeq"] = account.GrantSeq,
            ["TaskSeq"] = account.TaskSeq,
        };
        if (place is { IsShard: false, Layout.IsSharded: true } && caller.Length == 0) ActivityLayouts.Put(row, place.Layout);
        return row.SetText("Account", JsonSerializer.Serialize(account, ActivityJson.Stored.ActivityAccount));
    }

    public static StoredAccount ReadAccount(TableEntity? row) => row is null ? new StoredAccount(new ActivityAccount(), null)
        : new StoredAccount(JsonSerializer.Deserialize(row.Text("Account"), ActivityJson.Stored.ActivityAccount)!, row.ETag)
        {
            IsMoved = row.Required<int>("Format") == SpreadVersion,
        };

    public static TableEntity Quarter(string partition, string caller, int quarter, StoredQuarter stored)
    {
        var days = stored.Days.OrderBy(each => each.Key).ToArray();
        var row = new TableEntity(partition, ActivityKeys.Quarter(caller, quarter))
        {
            ["Format"] = FormatVersion,
            ["Days"] = Binary([
                .. days.Where(each => each.Value.IsActive).SelectMany(each => (long[])[
                    each.Key, each.Value.Events, each.Value.Requests, each.Value.CacheHits, each.Value.TokensSaved,
                    each.Value.CostSaved.Nano, each.Value.Cost.Nano]),
            ]),
        };
        if (stored.IsCounted) row["Counts"] = Binary([
            CountsOfDay,
            .. days.Where(each => each.Value.Counts != default).SelectMany(each => (long[])[each.Key, .. NumbersOf(each.Value.Counts)]),
        ]);
        return row;
    }

    public static StoredQuarter ReadQuarter(TableEntity? row)
    {
        var days = new Dictionary<int, DayTotals>();
        if (row is null) return new StoredQuarter(days, null);
        using var reader = Reader(row.Required<byte[]>("Days"));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var day = (int)reader.Read7BitEncodedInt64();
            days.Add(day, new DayTotals(
                reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(),
                new Dollars(reader.Read7BitEncodedInt64()), new Dollars(reader.Read7BitEncodedInt64())));
        }

        return new StoredQuarter(days, row.ETag) { IsCounted = TryReadCounts(row.GetBinary("Counts"), days) };
    }

    /// <summary>All days of an account, of rows by their keys.</summary>
    public static DayHistory History(IReadOnlyDictionary<string, StoredQuarter> rows) => new(
        rows.Values.SelectMany(quarter => quarter.Days).ToDictionary(),
        rows.Where(row => !row.Value.IsCounted).Select(row => ActivityKeys.LastDayOf(row.Key)).DefaultIfEmpty(DayHistory.AllCounted).Max());

    private static bool TryReadCounts(byte[]? counts, Dictionary<int, DayTotals> days)
    {
        if (counts is null) return false;
        using var reader = Reader(counts);
        if (reader.Read7BitEncodedInt64() != CountsOfDay) return false;
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var day = (int)reader.Read7BitEncodedInt64();
            days[day] = days.GetValueOrDefault(day) with
            {
                Counts = new DayCounts(
                    reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(),
                    reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(),
                    new Points(reader.Read7BitEncodedInt64()), reader.Read7BitEncodedInt64()),
            };
        }

        return true;
    }

    private static long[] NumbersOf(DayCounts counts) =>
    [
        counts.SemanticHits, counts.ToolCalls, counts.Races, counts.Facts, counts.Contributions, counts.Reviews, counts.Points.Micro,
        counts.Tasks,
    ];

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));

    private static byte[] Binary(IReadOnlyList<long> numbers)
    {
        using var stream = new MemoryStream(2 * numbers.Count);
        using (var writer = new BinaryWriter(stream))
            foreach (var number in numbers) writer.Write7BitEncodedInt64(number);
        return stream.ToArray();
    }

    public static TableEntity Page(string partition, long number, IReadOnlyList<string> lines) =>
        new TableEntity(partition, ActivityKeys.Page(number)) { ["Format"] = FormatVersion, ["Count"] = lines.Count }
            .SetText("Lines", string.Join('\n', lines));

    public static StoredPage ReadPage(long number, TableEntity? row) =>
        row is null ? new StoredPage(number, [], null) : new StoredPage(number, row.Text("Lines").Split('\n'), row.ETag);

    public static TableEntity UsedKey(string partition, string key, string contentHash, bool isLate)
    {
        var row = new TableEntity(partition, key) { ["ContentHash"] = contentHash };
        if (isLate) row["Late"] = true;
        return row;
    }
}
