namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>A registered replica of a node.</summary>
/// <param name="Name">Its name, unique among the replicas of its node, for ever.</param>
/// <param name="PublicKey">Base64 of a SubjectPublicKeyInfo on the curve P-256, as it was registered.</param>
/// <param name="RevokedAt">Since when its signature counts no more; absent while it does.</param>
internal sealed record ReplicaKey(string Name, string PublicKey, DateTimeOffset? RevokedAt);

/// <summary>What became of a registration.</summary>
internal enum ReplicaRegistration
{
    /// <summary>The replica is registered now.</summary>
    New,

    /// <summary>It was registered before, with this key.</summary>
    Known,

    /// <summary>The name is taken: it is registered with another key.</summary>
    OtherKey,

    /// <summary>The name, or the key under any name of the node, was revoked.</summary>
    Revoked,
}
