using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Proof;

/// <summary>
/// Signatures of incoming deliveries as Standard Webhooks 1.0.0 has them: over <c>id.timestamp.body</c>, by HMAC-SHA256 (<c>v1</c>) or
/// Ed25519 (<c>v1a</c>), in base64. Several, separated by spaces, let a sender replace its key without a gap: one that is right is enough.
/// </summary>
internal static class StandardSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far a sender's clock may be off, and how long a delivery can be replayed: what the reference libraries use.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Signatures of a delivery that are looked at: a sender has two or three keys, and anybody can make us work by sending more.
    /// </summary>
    private const int SignaturesMax = 4;

    private const int IdLengthMax = 200;
    private const string SecretPrefix = "whsec_";
    private const string PublicKeyPrefix = "whpk_";

    /// <summary>Whether a text is meant to be a key, right or wrong.</summary>
    public static bool LooksLikeKey(string text) =>
        text.StartsWith(SecretPrefix, StringComparison.Ordinal) || text.StartsWith(PublicKeyPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether a text is a secret or a public key of the form that the specification gives, and one that somebody can have made.
    /// </summary>
    public static bool IsKey(string text) => EventSignature.IsSecret(text) || (PublicKey(text) is { } key && Ed25519.IsPublicKey(key));

    /// <summary>What an arrival's signatures show of who sent it.</summary>
    public static SenderProof Prove(WebhookArrival arrival) =>
        Refuse(arrival) is { } reason ? new SenderProof.Refused(reason) : arrival.HasBody ? SenderProof.Proven : SenderProof.NeedsBody;

    /// <summary>The headers with which a sender signs.</summary>
    public static IEnumerable<(string Name, string Value)> Sign(SentWebhook sent)
    {
        yield return (IdHeader, sent.Delivery);
        yield return (TimestampHeader, BoundedText.Digits(sent.At.ToUnixTimeSeconds()));
        if (sent.Secret is { } secret) yield return (SignatureHeader, EventSignature.Sign(sent.Delivery, sent.At, sent.Body, [secret]));
    }

    private static string? Refuse(WebhookArrival arrival)
    {
        var id = arrival.Header(IdHeader);
        // a full stop would let a part of the body pass for the id
        if (id.Length is 0 or > IdLengthMax || id.Contains('.', StringComparison.Ordinal))
            return $"The header {IdHeader} must hold 1 to {IdLengthMax} characters and no full stop.";
        var stamp = arrival.Header(TimestampHeader);
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return $"The header {TimestampHeader} is not a whole number of seconds since 1970.";
        var signatures = arrival.Header(SignatureHeader).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (signatures.Length == 0) return $"The header {SignatureHeader} is missing.";
        if (arrival.HasBody && !Matches(arrival, $"{id}.{stamp}.", signatures)) return NoMatch(arrival.Secrets);
        return Math.Abs((decimal)arrival.At.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds
            ? $"The header {TimestampHeader} is more than {Tolerance.TotalMinutes:0} minutes from the time here."
            : null;
    }

    /// <summary>A public key is no secret: one that is refused is named by its beginning, so that its owner finds it.</summary>
    private static string NoMatch(IReadOnlyList<string> secrets)
    {
        var bad = secrets.FirstOrDefault(text => text.StartsWith(PublicKeyPrefix, StringComparison.Ordinal) && !IsKey(text));
        return "No key of the space gives one of these signatures for this body."
            + (bad is null ? ""
            : $" Its key {bad[..Math.Min(bad.Length, 12)]}… is no Ed25519 public key: anybody could sign with it, or nobody can.");
    }

    // Every key is tried with every signature, so that the time taken tells nothing; the body is gone through once for each secret.
    private static bool Matches(WebhookArrival arrival, string prefix, string[] words)
    {
        var start = Encoding.UTF8.GetBytes(prefix);
        var claims = Claims(words).ToArray();
        byte[]? message = null;
        var matched = false;
        foreach (var key in arrival.Secrets)
        {
            if (EventSignature.TryDecode(key, out var secret) && secret.Length > 0)
            {
                var actual = Hmac(secret, start, arrival.Body.Span);
                foreach (var claim in claims)
                    matched |= CryptographicOperations.FixedTimeEquals(actual, claim.Signature) & claim.Version == "v1";
            }
            else if (PublicKey(key) is { } publicKey)
            {
                message ??= [.. start, .. arrival.Body.Span];
                foreach (var claim in claims) matched |= claim.Version == "v1a" && Ed25519.Verify(publicKey, message, claim.Signature);
            }
        }

        return matched;
    }

    private static IEnumerable<(string Version, byte[] Signature)> Claims(string[] words)
    {
        var found = 0;
        for (var i = 0; i + 1 < words.Length && found < SignaturesMax; i++)
        {
            var bytes = new byte[Ed25519.SignatureBytes + 3];
            if (words[i] is not ("v1" or "v1a") || !Convert.TryFromBase64String(words[i + 1], bytes, out var length)) continue;
            found++;
            yield return (words[i++], bytes[..length]);
        }
    }

    private static byte[] Hmac(byte[] secret, ReadOnlySpan<byte> start, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(start);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static byte[]? PublicKey(string text)
    {
        if (!text.StartsWith(PublicKeyPrefix, StringComparison.Ordinal)) return null;
        var key = new byte[Ed25519.PublicKeyBytes + 3];
        return Convert.TryFromBase64String(text[PublicKeyPrefix.Length..], key, out var length) && length == Ed25519.PublicKeyBytes
            ? key[..length] : null;
    }
}
