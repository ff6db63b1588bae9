namespace Grain.Functions.Webhooks.Proof;

/// <summary>
/// Signatures of the form <c>sha256=</c> + hexadecimal HMAC-SHA256 of the raw body, as GitHub sends them in
/// <see cref="Header"/>. The body must be the bytes that arrived, before any decoding.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header that carries GitHub's signature.</summary>
    public const string Header = "X-Hub-Signature-256";

    /// <summary>
    /// Live secrets of one source: the present one, the one before it and the one to come. More would only be forgotten ones.
    /// </summary>
    public const int SecretsMax = 3;

    private const string Prefix = "sha256=";

    /// <summary>Checks a signature against every live secret.</summary>
    /// <remarks>
    /// The time taken tells neither how much of a signature was right nor which of the secrets matched: all of them are tried
    /// always, and compared in constant time. An empty secret matches nothing, because anybody could sign with it; without
    /// secrets nothing matches.
    /// </remarks>
    /// <param name="body">The raw body.</param>
    /// <param name="signature">The header's value; upper-case digits are accepted.</param>
    /// <param name="secrets">The live secrets, at most <see cref="SecretsMax"/>.</param>
    /// <exception cref="ArgumentException">There are too many secrets: a fault of the configuration, not of the sender.</exception>
    public static SignatureCheck Check(ReadOnlySpan<byte> body, string? signature, IReadOnlyList<ReadOnlyMemory<byte>> secrets)
    {
        if (secrets.Count > SecretsMax) throw new ArgumentException($"at most {SecretsMax} secrets can be live", nameof(secrets));
        if (string.IsNullOrEmpty(signature)) return SignatureCheck.Missing;

        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryDecode(signature, claimed)) return SignatureCheck.Malformed;

        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var matched = false;
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret.Span, body, actual);
            matched |= CryptographicOperations.FixedTimeEquals(actual, claimed) & !secret.IsEmpty;
        }

        return matched ? SignatureCheck.Valid : SignatureCheck.Mismatch;
    }

    /// <summary>What an arrival's signature shows of who sent it.</summary>
    /// <param name="arrival">The arrival.</param>
    /// <param name="header">The header that carries the signature.</param>
    /// <param name="isBare">Whether the header has the digits alone.</param>
    internal static SenderProof Prove(WebhookArrival arrival, string header, bool isBare = false)
    {
        var secrets = arrival.Secrets.Select(secret => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(secret)).ToArray();
        var signature = arrival.Header(header) is { Length: > 0 } shown && isBare ? Prefix + shown : arrival.Header(header);
        return Check(arrival.Body.Span, signature, secrets) switch
        {
            SignatureCheck.Valid when arrival.HasBody => SenderProof.Proven,
            SignatureCheck.Missing => new SenderProof.Refused($"The header {header} is missing."),
            SignatureCheck.Malformed =>
                new SenderProof.Refused($"The header {header} is not {(isBare ? "" : "sha256= and ")}64 hexadecimal digits."),
            _ when !arrival.HasBody => SenderProof.NeedsBody,
            _ => new SenderProof.Refused("No secret of the space gives this signature for this body."),
        };
    }

    /// <summary>The header with which a sender signs; none without a secret.</summary>
    internal static IEnumerable<(string Name, string Value)> Sign(SentWebhook sent, string header, bool isBare = false)
    {
        if (sent.Secret is { } secret)
            yield return (header, Sign(sent.Body, Encoding.UTF8.GetBytes(secret))[(isBare ? Prefix.Length : 0)..]);
    }

    /// <summary>The header's value for a body, as a sender makes it.</summary>
    public static string Sign(ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));

    private static bool TryDecode(string signature, Span<byte> hash) =>
        signature.Length == Prefix.Length + 2 * hash.Length
        && signature.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(signature.AsSpan(Prefix.Length), hash, out _, out _) == System.Buffers.OperationStatus.Done;
}
