using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Access;

/// <summary>A key as it is stored: everything but the key.</summary>
/// <param name="Space">The space that it is for; absent for all.</param>
/// <param name="Id">Its id.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="Secret">What proves it.</param>
internal sealed record KeyRecord(string? Space, string Id, Role Role, DateTimeOffset CreatedAt, string CreatedBy, SecretHash Secret)
{
    /// <summary>The partition of keys for all spaces: no space has such a name.</summary>
    public const string OwnerPartition = "_owners";

    /// <summary>The node that it is bound to, of the role <see cref="Role.Node"/>.</summary>
    public string? Node { get; init; }

    /// <summary>What people call it.</summary>
    public string Label { get; init; } = "";

    /// <summary>From when on it opens nothing; absent if it lasts.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The day of its last use, about: written at most once a day by each process.</summary>
    public DateTimeOffset? LastUsedOn { get; init; }

    /// <summary>The secret before the last rotation, and until when it opens what the key opens.</summary>
    public (SecretHash Secret, DateTimeOffset Until)? Former { get; init; }

    /// <summary>When its secret was last changed.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>When it was taken back, and by whom; it stays for the audit.</summary>
    public (DateTimeOffset At, string By)? Revoked { get; init; }

    /// <summary>The version of its row.</summary>
    public ETag ETag { get; init; }

    /// <summary>What to call it without telling it.</summary>
    public string Name => $"key {(Space is null ? "" : $"{Space}/")}{Id}{(Label.Length == 0 ? "" : $" ({Label})")}";

    /// <summary>Where the keys of a space lie.</summary>
    public static string PartitionOf(string? space) => space ?? OwnerPartition;

    /// <summary>Whether it opens something with a secret, at a time.</summary>
    public bool IsOpenedBy(string secret, DateTimeOffset now)
    {
        // Both are looked at, whichever fits: the time tells nothing.
        var fits = Secret.IsOf(secret) | (Former is { } former && former.Secret.IsOf(secret) & now < former.Until);
        return fits && Revoked is null && !(ExpiresAt <= now);
    }

    /// <summary>As a row.</summary>
    public TableEntity Row()
    {
        var row = new TableEntity(PartitionOf(Space), Id)
        {
            ["Format"] = 1,
            ["Role"] = Role.Word(),
            ["CreatedAt"] = CreatedAt,
            ["CreatedBy"] = CreatedBy,
            ["Label"] = Label,
            ["Salt"] = Secret.Salt,
            ["Hash"] = Secret.Hash,
        };
        if (Node is not null) row["Node"] = Node;
        if (ExpiresAt is { } expires) row["ExpiresAt"] = expires;
        if (LastUsedOn is { } day) row["LastUsedOn"] = day;
        if (RotatedAt is { } rotated) row["RotatedAt"] = rotated;
        if (Former is { } former)
            (row["FormerSalt"], row["FormerHash"], row["FormerUntil"]) = (former.Secret.Salt, former.Secret.Hash, former.Until);
        if (Revoked is { } revoked) (row["RevokedAt"], row["RevokedBy"]) = (revoked.At, revoked.By);
        return row;
    }

    /// <summary>Of a row.</summary>
    /// <exception cref="InvalidDataException">It is of a form that this version does not know.</exception>
    public static KeyRecord Read(TableEntity row) => new(
        row.PartitionKey == OwnerPartition ? null : row.PartitionKey, row.RowKey,
        Roles.Of(row.Required<string>("Role")) ?? throw new InvalidDataException($"The key {row.RowKey} has no role that is known here."),
        row.Required<DateTimeOffset>("CreatedAt"), row.Required<string>("CreatedBy"),
        new SecretHash(row.GetBinary("Salt"), row.GetBinary("Hash")))
    {
        Node = row.GetString("Node"),
        Label = row.GetString("Label") ?? "",
        ExpiresAt = row.GetDateTimeOffset("ExpiresAt"),
        LastUsedOn = row.GetDateTimeOffset("LastUsedOn"),
        RotatedAt = row.GetDateTimeOffset("RotatedAt"),
        Former = row.GetDateTimeOffset("FormerUntil") is { } until
            ? (new SecretHash(row.GetBinary("FormerSalt"), row.GetBinary("FormerHash")), until) : null,
        Revoked = row.GetDateTimeOffset("RevokedAt") is { } at ? (at, row.GetString("RevokedBy") ?? "") : null,
        ETag = row.ETag,
    };
}
