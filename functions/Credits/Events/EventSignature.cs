using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grain.Functions.Credits.Events;

/// <summary>
/// Signatures of outgoing events as Standard Webhooks 1.0.0 has them: HMAC-SHA256 over <c>id.timestamp.body</c>, in base64
/// behind <c>v1,</c>. Several are separated by spaces.
/// </summary>
internal static class EventSignature
{
    private const string SecretPrefix = "whsec_";
    private const int SecretBytesMin = 24;
    private const int SecretBytesMax = 64;

    /// <summary>Of 24 random bytes so many are different from each other, but for one case in 10^17. Zeros and other fillings are not secret.</summary>
    private const int DifferentBytesMin = 12;

    /// <summary>Whether a text is a secret of the form that the specification gives, and no mere filling.</summary>
    public static bool IsSecret(string text) =>
        TryDecode(text, out var key) && key.Length is >= SecretBytesMin and <= SecretBytesMax && key.Distinct().Count() >= DifferentBytesMin;

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="at">The value of <c>webhook-timestamp</c>, in whole seconds since 1970.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <param name="secrets">At least one.</param>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', secrets.Select(secret => TryDecode(secret, out var key)
            ? "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))
            : throw new InvalidDataException("A secret of the space's event webhook is not of the form whsec_…")));
    }

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
