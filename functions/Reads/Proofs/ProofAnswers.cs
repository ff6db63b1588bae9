using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Reads.Proofs;

/// <summary>
/// A proof with all that somebody needs to check it without Grain (docs/check-a-proof.md). What is hashed or signed is told member by
/// member; its canonical form (RFC 8785) is what the hash or signature is over.
/// </summary>
internal sealed record ProofAnswer
{
    /// <summary>The form of this document.</summary>
    public string Format { get; init; } = "grain-proof/1";

    /// <summary>What is proven: <c>checkpoint</c>, <c>grant</c>, <c>payment</c>, <c>account</c>, <c>no-account</c> or
    /// <c>history</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the space signed of the epoch.</summary>
    public required Checkpoint Checkpoint { get; init; }

    /// <summary>Ed25519 over <c>grain-checkpoint/1</c>, a line feed, and the checkpoint's canonical form; lower-case hex.</summary>
    public required string Signature { get; init; }

    /// <summary>All keys of the space, oldest first.</summary>
    public required IReadOnlyList<SigningKeyAnswer> Keys { get; init; }

    /// <summary>The entry that is in the log.</summary>
    public ProvenEntry? Entry { get; init; }

    /// <summary>The account that is in the map.</summary>
    public ProvenAccount? Account { get; init; }

    /// <summary>The account that is not in the map.</summary>
    public MissingAccount? Missing { get; init; }

    /// <summary>The earlier checkpoint whose log this one's goes on from.</summary>
    public EarlierAnswer? Earlier { get; init; }

    /// <summary>The hashes of the proof, lower-case hex: of the log the lowest first, of the map the highest first.</summary>
    public IReadOnlyList<string>? Path { get; init; }
}

/// <summary>A key of the space.</summary>
/// <param name="Record">What is signed.</param>
/// <param name="Signature">Ed25519 over <c>grain-key/1</c>, a line feed, and the record's canonical form, by the key before, or by itself;
/// lower-case hex.</param>
internal sealed record SigningKeyAnswer(SigningKeyRecord Record, string Signature)
{
    public static SigningKeyAnswer Of(SignedKey key) => new(key.Read(), key.Signature);
}

/// <summary>The keys of a space.</summary>
internal sealed record SigningKeysAnswer(string Space, IReadOnlyList<SigningKeyAnswer> Keys);

/// <summary>An earlier checkpoint.</summary>
internal sealed record EarlierAnswer(Checkpoint Checkpoint, string Signature);

/// <summary>An entry as it was hashed.</summary>
/// <param name="Ledger"><c>grants</c> or <c>grain</c>.</param>
/// <param name="Account">Whose.</param>
/// <param name="Seq">Its number in the journal of the account.</param>
/// <param name="Hash">Its chain hash.</param>
/// <param name="Leaf">The number of its leaf in the log, from 0.</param>
internal sealed record ProvenEntry(string Ledger, string Account, long Seq, string Hash, long Leaf)
{
    /// <summary>The chain hash before it; absent with the content.</summary>
    public string? Previous { get; init; }

    /// <summary>The key under which it was appended.</summary>
    public string? Key { get; init; }

    /// <summary>When it was written down.</summary>
    public string? RecordedAt { get; init; }

    /// <summary>Exactly the text that is hashed; absent where it names people who are not open to who asks.</summary>
    public string? Content { get; init; }
}

/// <summary>An account as it was hashed.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Grants">How far its grants were.</param>
/// <param name="Grain">How far its grain was.</param>
/// <param name="Balance">The grain that it held, in base units.</param>
/// <param name="InTransit">What it had sent and was not settled, in base units.</param>
internal sealed record ProvenAccount(string Id, ProvenHead Grants, ProvenHead Grain, string Balance, string InTransit)
{
    public static ProvenAccount Of(TreeAccount account) => new(account.Account, ProvenHead.Of(account.Grants),
        ProvenHead.Of(account.Grain), account.Balance, account.InTransit);
}

/// <summary>The end of a journal.</summary>
/// <param name="Seq">The number of its last entry; 0 without one.</param>
/// <param name="Hash">The chain hash of that; empty without one.</param>
internal sealed record ProvenHead(long Seq, string Hash)
{
    public static ProvenHead Of(TreePlace? place) => new(place?.Seq ?? 0, place?.Hash ?? "");
}

/// <summary>An account that there is not.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Other">The leaf where its own would be; absent if there is none.</param>
internal sealed record MissingAccount(string Id, OtherLeaf? Other);

/// <summary>The leaf of another account: SHA-256 of its id, and of what is hashed of it.</summary>
internal sealed record OtherLeaf(string Key, string Value);

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProofAnswer))]
[JsonSerializable(typeof(SigningKeysAnswer))]
[JsonSerializable(typeof(SigningKeyAnswer))]
internal sealed partial class ProofsJson : JsonSerializerContext
{
    /// <summary>Entries are shown as they were hashed.</summary>
    public static ProofsJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingNull));
}
