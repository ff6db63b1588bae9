using System.Text.RegularExpressions;
using Grain.Functions.Epochs.Calculation;

namespace Grain.Local.Proofs;

/// <summary>A proof does not prove what it says; the message names what is wrong.</summary>
internal sealed class ProofFault(string message) : Exception(message);

/// <summary>A part of a proof, read with care: whoever wrote it may have meant ill.</summary>
/// <param name="json">What stands there; absent if nothing does.</param>
/// <param name="what">What it is, for people.</param>
internal readonly partial struct ProofPart(JsonElement? json, string what)
{
    /// <summary>Whether anything stands there.</summary>
    public bool IsThere => json is { ValueKind: not JsonValueKind.Null };

    /// <summary>A member of it.</summary>
    public ProofPart this[string name] => this[name, $"the {name} of {what}"];

    /// <summary>A member of it, under a name for people.</summary>
    public ProofPart this[string name, string called] => json is not { ValueKind: JsonValueKind.Object } part
        ? throw new ProofFault($"{what} is missing")
        : new(part.TryGetProperty(name, out var member) ? member : null, called);

    /// <summary>It as a text.</summary>
    public string Text => json is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new ProofFault($"{what} is no text");

    /// <summary>It as a whole number, not negative.</summary>
    public long Count => json is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count >= 0
        && number.GetRawText().All(char.IsAsciiDigit) ? count : throw new ProofFault($"{what} is no whole number");

    /// <summary>It as a hash.</summary>
    public byte[] Hash => json is { ValueKind: JsonValueKind.String } && HashForm().IsMatch(Text) ? Convert.FromHexString(Text)
        : throw new ProofFault($"{what} is no SHA-256 in lower-case hex");

    /// <summary>It as a list.</summary>
    public IReadOnlyList<ProofPart> List
    {
        get
        {
            var called = what;
            return json is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select((item, index) => new ProofPart(item, $"number {index + 1} of {called}"))]
                : throw new ProofFault($"{what} is missing");
        }
    }

    /// <summary>SHA-256 of its canonical form.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Canonical()));

    /// <summary>Whether a key signed it, by its form and its canonical form.</summary>
    public bool IsSignedBy(string publicKey, ProofPart signature) =>
        KeyForm().IsMatch(publicKey) && signature.IsThere && SignatureForm().IsMatch(signature.Text) && Ed25519.Verify(
            Convert.FromHexString(publicKey), [.. Encoding.UTF8.GetBytes(this["format"].Text + "\n"), .. Canonical()],
            Convert.FromHexString(signature.Text));

    private byte[] Canonical()
    {
        try
        {
            return CanonicalJson.Of(Encoding.UTF8.GetBytes(json?.GetRawText() ?? throw new ProofFault($"{what} is missing")));
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException)
        {
            throw new ProofFault($"{what} has no canonical form: {fault.Message}");
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex HashForm();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"\A[0-9a-f]{128}\z")]
    private static partial Regex SignatureForm();
}
