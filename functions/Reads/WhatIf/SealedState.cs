namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// Seals where a replay stopped, for whoever may not know everybody: it names all who were paid. AES-256-GCM under a key of the space's
/// secret.
/// </summary>
internal static class SealedState
{
    private const char Mark = '~';

    /// <summary>The text sealed.</summary>
    public static string Seal(string text, byte[] secret) =>
        Mark + Convert.ToBase64String(SealedBox.Seal(KeyOf(secret), Encoding.ASCII.GetBytes(text)));

    /// <summary>The text, be it sealed or not; <see langword="null"/> if it was sealed with another secret, or is damaged.</summary>
    public static string? Open(string text, byte[]? secret)
    {
        if (text.Length == 0 || text[0] != Mark) return text;
        var box = new byte[text.Length];
        return secret is not null && Convert.TryFromBase64String(text[1..], box, out var length)
            && SealedBox.Open(KeyOf(secret), box.AsSpan(0, length)) is { } plain ? Encoding.ASCII.GetString(plain) : null;
    }

    private static byte[] KeyOf(byte[] secret) => HMACSHA256.HashData(secret, "replay"u8);
}
