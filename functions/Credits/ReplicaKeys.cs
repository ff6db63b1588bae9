using System.Security.Cryptography;
using System.Text;
using Azure;
using Grain.Functions.Storage;

namespace Grain.Functions.Credits;

/// <summary>Which replicas a node has, and the public key of each: what a replica says counts only with its signature.</summary>
/// <remarks>Table <c>replicas</c>: partition the space, row <c>{node}~{replica}</c>, both escaped.</remarks>
internal sealed class ReplicaKeys(StorageService storage, TimeProvider time)
{
    /// <summary>Most characters of a replica's name.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Bytes of a signature: two numbers of 32 bytes.</summary>
    private const int SignatureBytes = 64;

    private const string CurveOid = "1.2.840.10045.3.1.7"; // P-256

    private readonly TableClient table = storage.For("credits").Table("replicas");

    /// <summary>Whether a text is a public key of the right kind: base64 of a SubjectPublicKeyInfo on the curve P-256.</summary>
    public static bool IsKey(string text)
    {
        using var key = Import(text);
        return key is not null;
    }

    /// <summary>Registers a replica.</summary>
    /// <returns>Whether it was new, or <see langword="null"/> when it is registered with another key.</returns>
    public async Task<bool?> RegisterAsync(string space, string node, string replica, string publicKey, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(
                new TableEntity(space, Row(node, replica)).SetString("PublicKey", publicKey).SetDateTimeOffset("RegisteredAt", time.GetUtcNow()), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.IsAlreadyExists())
        {
            var known = await table.GetEntityIfExistsAsync(space, Row(node, replica), cancellationToken);
            return known?.GetString("PublicKey") == publicKey ? false : null;
        }
    }

    /// <summary>The replicas of a node by name, each with its public key.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string space, string node, CancellationToken cancellationToken)
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var prefix = TableKey.Escape(node) + "~";
        await foreach (var row in table.QueryAsync(TableQuery.Prefix(space, prefix), cancellationToken))
            keys[TableKey.Unescape(row.RowKey[prefix.Length..])] = row.GetString("PublicKey");
        return keys;
    }

    /// <summary>Why a transaction's signature does not count, or <see langword="null"/> if it does.</summary>
    public static string? Fault(IReadOnlyDictionary<string, string> keys, string space, string node, ReplicaTransaction transaction)
    {
        if (transaction.Mark is not { } mark) return "is new and not signed by a replica";
        if (!keys.TryGetValue(mark.Id, out var publicKey)) return $"is signed by '{mark.Id}', which is no registered replica of {node}";
        var signature = new byte[SignatureBytes];
        using var key = Import(publicKey);
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

    private static string Row(string node, string replica) => $"{TableKey.Escape(node)}~{TableKey.Escape(replica)}";
}
