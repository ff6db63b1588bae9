using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// What may differ when the recipe is played again: what is made by chance, what follows from that, what is measured, and the order in a
/// read model. Times are the same, since the clock is the recipe's, and so are the hashes over them. Timestamps and ETags are not in an
/// image at all.
/// </summary>
internal static partial class FixtureMask
{
    private const string Hidden = "*";

    /// <summary>Tables that the build which wrote the data did not have.</summary>
    private static readonly string[] Later = ["tables/treasury.ndjson"];

    /// <summary>The image without it.</summary>
    public static AccountImage Masked(this AccountImage image) => new(new SortedDictionary<string, string[]>(
        image.Files.Where(file => !Later.Contains(file.Key)).ToDictionary(
            file => file.Key,
            file => file.Value.Select(line => Mask(file.Key, line)).SelectMany(Told).Order(StringComparer.Ordinal).ToArray()),
        StringComparer.Ordinal));

    /// <summary>
    /// The pages of the log of activity line by line, without when it was told: whoever reads one of a person's ids has all of them brought
    /// up to date, and the build that wrote the data only that one; nor on which day points were taken back, which it did not tell.
    /// </summary>
    private static IEnumerable<string> Told(string line)
    {
        if (line.Contains("\"Days:Binary\":\"\"", StringComparison.Ordinal)) return []; // points were taken back, and no more
        if (!line.Contains("\"Lines\":", StringComparison.Ordinal)) return [line];
        var row = JsonNode.Parse(line)!.AsObject();
        return ((string)row["Lines"]!).Split('\n')
            .Select(each => $"{row["PartitionKey"]} {TakenOn().Replace(RecordedAt().Replace(each, Hidden), "")}");
    }

    private static string Mask(string file, string line)
    {
        if (file == "queues.ndjson") return line;
        var row = JsonNode.Parse(line)!.AsObject();
        if (file == "blobs.ndjson")
        {
            // Shards are folded into a board at once, so people and words are in it as they came; it can be made anew at any time.
            if (((string)row["name"]!).EndsWith("/leaderboard", StringComparison.Ordinal)) Hide(row, "base64");
            return StoredRow.Line(row);
        }

        var partition = (string)row["PartitionKey"]!;
        Hide(row, "Writer"); // in all journals and in activity: a random mark of the transaction, by which a writer knows its own work
        switch (file)
        {
            case "tables/epochs.ndjson":
                Hide(row, "Owner"); // random: who has claimed the run
                row.Remove("Open"); // the books name the epoch that has begun; those of before do not
                break;
            case "tables/deliveries.ndjson":
                Replace(row, "RowKey", RandomEnd(), "$1" + Hidden); // eight random digits; of refused ones the process
                Hide(row, "Ms:Double"); // how long it took
                row.Remove("GrantIds"); // rows of before do not name their grants
                break;
            case "tables/spaces.ndjson":
                row.Remove("FixedDecimals:Int32"); // rows of before do not say whether there is grain
                Replace(row, "Config", Sealed(), "enc:1:" + Hidden); // a random nonce, and all that is encrypted with it
                break;
            case "tables/activity.ndjson":
                Replace(row, "Account", KeyHash(), "\"keyHash\":\"" + Hidden); // of the random key that opens what is private
                Replace(row, "Account", NamedDays(), ""); // those of before do not have them
                row.Remove("Counts:Binary"); // rows of before do not have what achievements go by
                break;
            case "tables/identities.ndjson" when partition.StartsWith("pond~", StringComparison.Ordinal):
                Replace(row, "Content", Code(), "\"code\":\"" + Hidden); // the random code of a claim, and the hashes over it
                Hide(row, "Hash");
                Hide(row, "ContentHash");
                break;
        }

        return StoredRow.Line(row);
    }

    private static void Hide(JsonObject row, string property)
    {
        if (row.ContainsKey(property)) row[property] = Hidden;
    }

    private static void Replace(JsonObject row, string property, Regex what, string by)
    {
        if (row[property] is { } value) row[property] = what.Replace((string)value!, by);
    }

    [GeneratedRegex("([-~])[0-9a-f]{8}$")]
    private static partial Regex RandomEnd();

    [GeneratedRegex("enc:1:[^\"]+")]
    private static partial Regex Sealed();

    [GeneratedRegex("\"keyHash\":\"[0-9a-f]{64}")]
    private static partial Regex KeyHash();

    [GeneratedRegex("\"recordedAt\":\"[^\"]+\"")]
    private static partial Regex RecordedAt();

    [GeneratedRegex(",\"(model|subscription)Days\":\\[[^\\]]*\\]")]
    private static partial Regex NamedDays();

    [GeneratedRegex(",\"takenOn\":[0-9]+")]
    private static partial Regex TakenOn();

    [GeneratedRegex("\"code\":\"[0-9a-f]{16}")]
    private static partial Regex Code();
}
