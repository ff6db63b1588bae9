namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// Signatures of outgoing events as Standard Webhooks 1.0.0 has them: HMAC-SHA256 over <c>id.timestamp.body</c>, in base64
/// behind <c>v1,</c>. Several are separated by spaces.
/// </summary>
internal static class EventSignature
{
    private const string SecretPrefix = "whsec_";
    private const int SecretBytesMin = 24;
    private const int SecretBytesMax = 64;

    /// <summary>Of 24 random characters, hexadecimal ones too, so many are different from each other, but for one case in 10^8.</summary>
    private const int DifferentBytesMin = 6;

    /// <summary>Whether a text is a secret of the form that the specification gives, and no mere filling.</summary>
    public static bool IsSecret(string text) =>
        TryDecode(text, out var key) && key.Length is >= SecretBytesMin and <= SecretBytesMax && !IsFilling(key);

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="at">The value of <c>webhook-timestamp</c>, in whole seconds since 1970.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <param name="secrets">At least one.</param>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        byte[] signed =
            [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', secrets.Select(secret => TryDecode(secret, out var key)
            ? "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))
            : throw new InvalidDataException("A secret of the space's event webhook is not of the form whsec_…")));
    }

    /// <summary>Zeros, counting up or down, a word over and over: what somebody puts in for the time being.</summary>
    private static bool IsFilling(byte[] key) =>
        key.Distinct().Count() < DifferentBytesMin
        || key.Skip(1).Zip(key, (next, before) => unchecked((byte)(next - before))).CountBy(step => step)
        .Max(step => step.Value) > key.Length / 2
        || Enumerable.Range(1, key.Length * 2 / 3).Any(period => key.AsSpan(period).SequenceEqual(key.AsSpan(0, key.Length - period)));

    /// <summary>The bytes of a secret of the form <c>whsec_</c> + base64, whatever their number.</summary>
    public static bool TryDecode(string text, out byte[] key)
    {
        key = [];
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal)) return false;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[SecretPrefix.Length..], buffer, out var length)) return false;
        key = buffer[..length];
        return true;
    }
}
