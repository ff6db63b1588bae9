using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>
/// How keys and checkpoints stand in the table <c>proofs</c>: partition the space, row <c>h</c> what there is of both, <c>k~{number}</c> a
/// key, <c>c~{epoch}</c> a checkpoint. Whoever writes one of the latter replaces the first under its ETag in the same transaction.
/// </summary>
internal static class CheckpointRows
{
    /// <summary>The row of what there is.</summary>
    public const string HeadKey = "h";

    /// <summary>How the rows of keys begin.</summary>
    public const string KeyPrefix = "k~";

    /// <summary>How the rows of checkpoints begin.</summary>
    public const string CheckpointPrefix = "c~";

    /// <summary>Where a private key stands, in the row of the latest key and in no other.</summary>
    public const string Private = "Private";

    /// <summary>The row of a key.</summary>
    public static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{number:D6}");

    /// <summary>The row of a checkpoint.</summary>
    public static string CheckpointOf(string epoch) => CheckpointPrefix + TableKey.Escape(epoch);

    /// <summary>A key as a row.</summary>
    public static TableEntity Row(string space, int number, SignedKey key, string? sealedPrivate)
    {
        var row = new TableEntity(space, KeyOf(number)) { ["Format"] = 1, ["Record"] = key.Text, ["Signature"] = key.Signature };
        if (sealedPrivate is not null) row[Private] = sealedPrivate;
        return row;
    }

    /// <summary>A checkpoint as a row.</summary>
    public static TableEntity Row(string space, string epoch, long number, SignedCheckpoint checkpoint) => new(space, CheckpointOf(epoch))
    {
        ["Format"] = 1,
        ["Number"] = number,
        ["Checkpoint"] = checkpoint.Text,
        ["Signature"] = checkpoint.Signature,
    };

    public static SignedKey ReadKey(TableEntity row) => new(row.Required<string>("Record"), row.Required<string>("Signature"));

    public static SignedCheckpoint ReadCheckpoint(TableEntity row) =>
        new(row.Required<string>("Checkpoint"), row.Required<string>("Signature"));

    public static CheckpointHead ReadHead(TableEntity? row) => row is null ? new CheckpointHead() : new CheckpointHead
    {
        Keys = row.Required<int>("Keys"),
        Checkpoints = row.Required<long>("Checkpoints"),
        Last = row.GetString("Last"),
        LastStart = row.GetDateTimeOffset("LastStart"),
        Told = row.GetInt64("Told"),
        ETag = row.ETag,
    };

    /// <summary>What there is as a row.</summary>
    public static TableEntity Row(string space, CheckpointHead head)
    {
        var row = new TableEntity(space, HeadKey) { ["Format"] = 1, ["Keys"] = head.Keys, ["Checkpoints"] = head.Checkpoints };
        if (head.Last is { } last) row["Last"] = last;
        if (head.LastStart is { } start) row["LastStart"] = start;
        if (head.Told is { } told) row["Told"] = told;
        return row;
    }
}

/// <summary>What there is of keys and checkpoints in a space.</summary>
internal sealed record CheckpointHead
{
    /// <summary>How many keys it has had; the last one signs.</summary>
    public int Keys { get; init; }

    /// <summary>How many epochs it has signed.</summary>
    public long Checkpoints { get; init; }

    /// <summary>SHA-256 of the last checkpoint.</summary>
    public string? Last { get; init; }

    /// <summary>When the epoch of the last checkpoint began.</summary>
    public DateTimeOffset? LastStart { get; init; }

    /// <summary>Up to which checkpoint they were told elsewhere; absent if none was.</summary>
    public long? Told { get; init; }

    /// <summary>Changes with every change; absent before the first.</summary>
    public ETag? ETag { get; init; }
}
