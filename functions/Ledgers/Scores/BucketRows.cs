using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>The rows of the table <c>buckets</c>.</summary>
internal static class BucketRows
{
    /// <summary>What the keys of buckets begin with.</summary>
    public const string Prefix = "b~";

    /// <summary>A bucket as it is stored.</summary>
    public static TableEntity Of(string partition, string key, BucketWrite contribution, Grant? grant)
    {
        var row = new TableEntity(partition, key) { ["MicroPoints"] = contribution.Points.Micro };
        if (contribution.SentAs is { } sent) row["Key"] = sent;
        return grant is null ? row : row.SetText("Grant", JsonSerializer.Serialize(grant, GrantJson.Stored.Grant));
    }

    /// <summary>The grant that a bucket also is.</summary>
    public static Grant? GrantOf(TableEntity bucket) =>
        bucket.ContainsKey("Grant") ? JsonSerializer.Deserialize(bucket.Text("Grant"), GrantJson.Stored.Grant) : null;

    /// <summary>The key of a bucket; without a key of its own, what those of all buckets of somebody begin with.</summary>
    public static string KeyOf(string contributor, string key) =>
        $"{Prefix}{TableKey.Escape(contributor)}~{TableKey.Escape(key)}";

    /// <summary>What a bucket holds.</summary>
    public static Points PointsOf(TableEntity bucket) => new(bucket.Required<long>("MicroPoints"));

    /// <summary>The score that a row of totals tells.</summary>
    /// <exception cref="InvalidDataException">A newer build wrote it.</exception>
    public static Score ScoreOf(TableEntity row) => row.Required<int>("Format") == 1
        ? new Score(JournalKeys.AccountOfHead(row.RowKey), new Points(row.Required<long>("MicroTotal")), row.Required<long>("Buckets"))
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"The score {row.Place()} has format {row.Required<int>("Format")}; this version reads 1."));
}
