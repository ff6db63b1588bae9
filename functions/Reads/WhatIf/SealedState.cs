namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// Seals where a replay stopped, for whoever may not know everybody: it names all who were paid. AES-256-GCM under a key of the space's
/// secret.
/// </summary>
internal static class SealedState
{
    private const char Mark = '~';
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The text sealed.</summary>
    public static string Seal(string text, byte[] secret)
    {
        var plain = Encoding.ASCII.GetBytes(text);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(KeyOf(secret), TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length));
        return Mark + Convert.ToBase64String(box);
    }

    /// <summary>The text, be it sealed or not; <see langword="null"/> if it was sealed with another secret, or is damaged.</summary>
    public static string? Open(string text, byte[]? secret)
    {
        if (text.Length == 0 || text[0] != Mark) return text;
        var box = new byte[text.Length];
        if (secret is null || !Convert.TryFromBase64String(text[1..], box, out var length) || length < NonceBytes + TagBytes) return null;
        var plain = new byte[length - NonceBytes - TagBytes];
        using var aes = new AesGcm(KeyOf(secret), TagBytes);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(length - TagBytes, TagBytes), plain);
            return Encoding.ASCII.GetString(plain);
        }
        catch (AuthenticationTagMismatchException) // of another space, or made up
        {
            return null;
        }
    }

    private static byte[] KeyOf(byte[] secret) => HMACSHA256.HashData(secret, "replay"u8);
}
