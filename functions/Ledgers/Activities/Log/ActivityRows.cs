using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>An account with the version of its row; without one when there is no row yet.</summary>
internal sealed record StoredAccount(ActivityAccount Account, ETag? Version);

/// <summary>The days of three months with the version of their row.</summary>
internal sealed record StoredQuarter(IReadOnlyDictionary<int, DayTotals> Days, ETag? Version);

/// <summary>A page of the log with the version of its row: lines, oldest first.</summary>
internal sealed record StoredPage(long Number, IReadOnlyList<string> Lines, ETag? Version);

/// <summary>The stored form of activity: one place that knows the properties of its rows (docs/storage-format.md).</summary>
internal static class ActivityRows
{
    /// <summary>Written into every row that is replaced; a reader refuses what it does not know.</summary>
    private const int FormatVersion = 1;

    public static TableEntity Account(string space, string caller, ActivityAccount account) =>
        new TableEntity(space, ActivityKeys.Account(caller))
        {
            ["Format"] = FormatVersion,
            ["GrantSeq"] = account.GrantSeq,
            ["TaskSeq"] = account.TaskSeq,
        }.SetText("Account", JsonSerializer.Serialize(account, ActivityJson.Stored.ActivityAccount));

    public static StoredAccount ReadAccount(TableEntity? row) => row is null
        ? new StoredAccount(new ActivityAccount(), null)
        : new StoredAccount(JsonSerializer.Deserialize(Known(row).Text("Account"), ActivityJson.Stored.ActivityAccount)!, row.ETag);

    public static TableEntity Quarter(string space, string caller, int quarter, IReadOnlyDictionary<int, DayTotals> days)
    {
        using var stream = new MemoryStream(32 * days.Count);
        using (var writer = new BinaryWriter(stream))
        {
            foreach (var (day, totals) in days.OrderBy(each => each.Key))
            {
                ReadOnlySpan<long> numbers =
                    [day, totals.Events, totals.Requests, totals.CacheHits, totals.TokensSaved, totals.CostSaved.Nano, totals.Cost.Nano];
                foreach (var number in numbers) writer.Write7BitEncodedInt64(number);
            }
        }

        return new TableEntity(space, ActivityKeys.Quarter(caller, quarter)) { ["Format"] = FormatVersion, ["Days"] = stream.ToArray() };
    }

    public static StoredQuarter ReadQuarter(TableEntity? row)
    {
        var days = new Dictionary<int, DayTotals>();
        if (row is null) return new StoredQuarter(days, null);
        using var reader = new BinaryReader(new MemoryStream(Known(row).Required<byte[]>("Days")));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var day = (int)reader.Read7BitEncodedInt64();
            days.Add(day, new DayTotals(
                reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(),
                new Dollars(reader.Read7BitEncodedInt64()), new Dollars(reader.Read7BitEncodedInt64())));
        }

        return new StoredQuarter(days, row.ETag);
    }

    public static TableEntity Page(string space, long number, IReadOnlyList<string> lines) =>
        new TableEntity(space, ActivityKeys.Page(number)) { ["Format"] = FormatVersion, ["Count"] = lines.Count }
            .SetText("Lines", string.Join('\n', lines));

    public static StoredPage ReadPage(long number, TableEntity? row) =>
        row is null ? new StoredPage(number, [], null) : new StoredPage(number, Known(row).Text("Lines").Split('\n'), row.ETag);

    public static TableEntity UsedKey(string space, string key, string contentHash, bool isLate)
    {
        var row = new TableEntity(space, key) { ["ContentHash"] = contentHash };
        if (isLate) row["Late"] = true;
        return row;
    }

    private static TableEntity Known(TableEntity row) => row.Required<int>("Format") == FormatVersion
        ? row
        : throw new InvalidDataException(
            $"Row {row.Place()} of activity has format {row.Required<int>("Format")}; this version reads {FormatVersion}.");
}
