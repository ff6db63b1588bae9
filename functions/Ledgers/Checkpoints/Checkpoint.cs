using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>
/// What a space signs of a closed epoch: small, and without names, so that everybody may have all of it. Its members are declared in the
/// order of their names, and none of them needs an escape: so what is written is canonical (RFC 8785).
/// </summary>
/// <param name="Accounts">The map of all accounts up to the epoch.</param>
/// <param name="Entries">The log of all entries up to the epoch.</param>
/// <param name="Epoch">The epoch's id.</param>
/// <param name="Format">The form of this document.</param>
/// <param name="Key">SHA-256 of the record of the key that signs it.</param>
/// <param name="Number">The how-manieth checkpoint of the space it is, from 1.</param>
/// <param name="Previous">SHA-256 of the checkpoint before; absent for the first.</param>
/// <param name="Space">The space.</param>
/// <param name="Statement">SHA-256 of the epoch's statement.</param>
internal sealed record Checkpoint(
    TreeRoot Accounts, TreeRoot Entries, string Epoch, string Format, string Key, long Number, string? Previous, string Space,
    string Statement)
{
    /// <summary>The only form there is.</summary>
    public const string CurrentFormat = "grain-checkpoint/1";

    /// <summary>It as it is hashed.</summary>
    public string ToText() => JsonSerializer.Serialize(this, CheckpointsJson.Default.Checkpoint);
}

/// <summary>A checkpoint with its signature.</summary>
/// <param name="Text">The checkpoint as it was hashed.</param>
/// <param name="Signature">Ed25519 over <see cref="Signed.Bytes"/>; lower-case hex.</param>
internal sealed record SignedCheckpoint(string Text, string Signature)
{
    /// <summary>The checkpoint, read.</summary>
    public Checkpoint Read() => JsonSerializer.Deserialize(Text, CheckpointsJson.Default.Checkpoint)!;
}

/// <summary>
/// A key of a space, as everybody may have it. The records of a space's keys are a chain: each names the one before, and is signed by that
/// key, or by itself if it is the first, or if the key before is lost. Written as <see cref="Checkpoint"/> is.
/// </summary>
/// <param name="Format">The form of this document.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Number">The how-manieth key of the space it is, from 1.</param>
/// <param name="Previous">SHA-256 of the record of the key before; absent for the first.</param>
/// <param name="Public">The public key, lower-case hex.</param>
/// <param name="Signer">The number of the key that signs this record: the one before, or its own.</param>
/// <param name="Space">The space.</param>
internal sealed record SigningKeyRecord(
    string Format, string MadeAt, int Number, string? Previous, string Public, int Signer, string Space)
{
    /// <summary>The only form there is.</summary>
    public const string CurrentFormat = "grain-key/1";

    /// <summary>It as it is hashed.</summary>
    public string ToText() => JsonSerializer.Serialize(this, CheckpointsJson.Default.SigningKeyRecord);
}

/// <summary>A key's record with its signature.</summary>
/// <param name="Text">The record as it was hashed.</param>
/// <param name="Signature">Ed25519 over <see cref="Signed.Bytes"/>; lower-case hex.</param>
internal sealed record SignedKey(string Text, string Signature)
{
    /// <summary>The record, read.</summary>
    public SigningKeyRecord Read() => JsonSerializer.Deserialize(Text, CheckpointsJson.Default.SigningKeyRecord)!;
}

/// <summary>How documents are hashed and signed.</summary>
internal static class Signed
{
    /// <summary>SHA-256 of a document, lower-case hex.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What is signed: the document's form, a line feed, and the document. So no signature is good for something else.</summary>
    public static byte[] Bytes(string format, string text) => Encoding.UTF8.GetBytes($"{format}\n{text}");

    /// <summary>Signs a document.</summary>
    public static string Sign(byte[] privateKey, string format, string text) =>
        Convert.ToHexStringLower(Ed25519.Sign(privateKey, Bytes(format, text)));
}

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(SigningKeyRecord))]
[JsonSerializable(typeof(CheckpointMessage))]
internal sealed partial class CheckpointsJson : JsonSerializerContext;
