using Azure.Data.Tables;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>Which replicas a node has, and the public key of each: what a replica says counts only with its signature.</summary>
/// <remarks>
/// Table <c>replicas</c>: partition the space, row <c>{node}~{replica}</c>, both escaped; in a sealed space the replica's part is an HMAC,
/// and name and key are sealed under the node's key.
/// </remarks>
internal sealed class ReplicaKeys(StorageService storage, TimeProvider time, PeopleVault? people = null)
{
    /// <summary>Most characters of a replica's name.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Bytes of a signature: two numbers of 32 bytes.</summary>
    private const int SignatureBytes = 64;

    private const string CurveOid = "1.2.840.10045.3.1.7"; // P-256

    private readonly PeopleVault vault = people ?? new(storage, new SpaceSecrets(), time);
    private readonly Table table = storage.For("credits").Table("replicas");

    /// <summary>Whether a text is a public key of the right kind: base64 of a SubjectPublicKeyInfo on the curve P-256.</summary>
    public static bool IsKey(string text)
    {
        using var key = Import(text);
        return key is not null;
    }

    /// <summary>Registers a replica.</summary>
    public async Task<ReplicaRegistration> RegisterAsync(JournalSpace space, string node, string replica, string publicKey,
        CancellationToken cancellation)
    {
        var known = await ReadAsync(space, node, cancellation);
        if (known.Values.Any(other =>
            other.RevokedAt is not null && (other.Name == replica || Canonical(other.PublicKey) == Canonical(publicKey))))
            return ReplicaRegistration.Revoked;
        var row = new TableEntity(space.Name, await RowAsync(space, node, replica, cancellation)) { ["RegisteredAt"] = time.GetUtcNow() };
        row["PublicKey"] = await WordAsync(space, node, publicKey, cancellation);
        if (space.IsSealed) row["Name"] = await WordAsync(space, node, replica, cancellation);
        if (await table.TryWriteAsync(row, null, cancellation) is not null) return ReplicaRegistration.New;
        var stored = await table.FindAsync(space.Name, row.RowKey, cancellation);
        return stored?.Required<string>("PublicKey").Equals(row["PublicKey"]) == true ? ReplicaRegistration.Known
            : ReplicaRegistration.OtherKey;
    }

    /// <summary>Revokes a replica's key for ever. Revoking again, also at the same time, changes nothing: the first time stays.</summary>
    /// <returns>The replica, or <see langword="null"/> when there is none of this name.</returns>
    public Task<ReplicaKey?> RevokeAsync(JournalSpace space, string node, string replica, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync<ReplicaKey?>($"A replica of {node}", async () =>
        {
            var place = await RowAsync(space, node, replica, cancellation);
            if (await table.FindAsync(space.Name, place, cancellation) is not { } row) return (true, null);
            if (await ReadAsync(space, replica, row, cancellation) is not { } known) return (true, null);
            if (known.RevokedAt is not null) return (true, known);
            row["RevokedAt"] = time.GetUtcNow();
            return (await table.TryWriteAsync(row, row.ETag, cancellation) is not null,
                known with { RevokedAt = row.GetDateTimeOffset("RevokedAt") });
        }, cancellation);

    /// <summary>The replicas of a node by name. A key that is revoked under one name is so under all.</summary>
    public async Task<IReadOnlyDictionary<string, ReplicaKey>> ReadAsync(
        JournalSpace space, string node, CancellationToken cancellation)
    {
        var keys = new SortedDictionary<string, ReplicaKey>(StringComparer.Ordinal);
        var revoked = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var prefix = TableKey.Escape(node) + "~";
        await foreach (var row in table.QueryAsync(Filters.Prefix(space.Name, prefix), cancellation))
        {
            if (await ReadAsync(space, TableKey.Unescape(row.RowKey[prefix.Length..]), row, cancellation) is not { } key) continue;
            keys[key.Name] = key;
            if (key.RevokedAt is { } at) revoked[Canonical(key.PublicKey)] = at;
        }

        foreach (var key in keys.Values.Where(key => revoked.Count > 0 && key.RevokedAt is null).ToArray())
            if (revoked.TryGetValue(Canonical(key.PublicKey), out var at)) keys[key.Name] = key with { RevokedAt = at };
        return keys;
    }

    /// <summary>Why a transaction's signature does not count, or <see langword="null"/> if it does.</summary>
    public static string? Fault(IReadOnlyDictionary<string, ReplicaKey> keys, string space, string node, ReplicaTransaction transaction)
    {
        if (transaction.Mark is not { } mark) return "is new and not signed by a replica";
        if (!keys.TryGetValue(mark.Id, out var replica)) return $"is signed by '{mark.Id}', which is no registered replica of {node}";
        if (replica.RevokedAt is { } at)
            return string.Create(CultureInfo.InvariantCulture,
                $"is new and signed by replica '{mark.Id}', whose key was revoked at {at:yyyy-MM-dd HH:mm:ss}Z");
        var signature = new byte[SignatureBytes];
        using var key = Import(replica.PublicKey);
        return Convert.TryFromBase64String(mark.Signature, signature, out var length) && length == SignatureBytes && key is not null
            && key.VerifyData(Encoding.UTF8.GetBytes(transaction.SignedText(space, node, mark.Id)), signature, HashAlgorithmName.SHA256)
            ? null
            : $"does not carry the signature of replica '{mark.Id}' over this content";
    }

    private static ECDsa? Import(string text)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == CurveOid) return key;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            key.Dispose();
            return null; // the caller names the fault
        }

        key.Dispose();
        return null;
    }

    /// <summary>What a replica is called, or another text of its node, as it is kept.</summary>
    /// <exception cref="ProblemException">409: the node was erased.</exception>
    public async Task<string> WordAsync(JournalSpace space, string node, string text, CancellationToken cancellation) =>
        !space.IsSealed ? text
        : await vault.SealAsync(space.Name, [node], text, cancellation)
            ?? throw new ProblemException(Problem.Erased(node));

    /// <summary>The replica of a row; <see langword="null"/> if its node was erased.</summary>
    private async Task<ReplicaKey?> ReadAsync(JournalSpace space, string place, TableEntity row, CancellationToken cancellation)
    {
        var (name, key) = (place, row.Required<string>("PublicKey"));
        if (space.IsSealed)
        {
            if (await vault.OpenTextAsync(space.Name, row.Required<string>("Name"), cancellation) is not { } openedName
                || await vault.OpenTextAsync(space.Name, key, cancellation) is not { } openedKey) return null;
            (name, key) = (openedName, openedKey);
        }

        return new(name, key, row.GetDateTimeOffset("RevokedAt"));
    }

    /// <summary>One text for each key: base64 may hold blanks, and what follows the key is not read.</summary>
    private static string Canonical(string publicKey)
    {
        using var key = Import(publicKey);
        return key is null ? publicKey : Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    private async Task<string> RowAsync(JournalSpace space, string node, string replica, CancellationToken cancellation) =>
        $"{TableKey.Escape(node)}~" + (!space.IsSealed ? TableKey.Escape(replica)
            : Opaque.Replica + await vault.HashAsync(space.Name, "replica", $"{node}\n{replica}", cancellation));
}
