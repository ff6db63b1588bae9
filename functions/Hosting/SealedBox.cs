namespace Grain.Functions.Hosting;

/// <summary>
/// What only a key opens: nonce (12 bytes), ciphertext and tag (16 bytes) of AES-256-GCM (NIST SP 800-38D). Pure but for the nonce.
/// </summary>
internal static class SealedBox
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 12;

    private const int TagBytes = 16;

    /// <summary>Seals bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="plain">The bytes.</param>
    /// <param name="bound">What has to be said again to open it.</param>
    /// <param name="nonce">Never the same for other bytes under the same key; random if empty.</param>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound = default, ReadOnlySpan<byte> nonce = default)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        if (nonce.IsEmpty) RandomSecret.Fill(box.AsSpan(0, NonceBytes));
        else nonce.CopyTo(box);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), bound);
        return box;
    }

    /// <summary>Opens a box; <see langword="null"/> if it is none, was altered, or is not of this key.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> bound = default)
    {
        if (box.Length < NonceBytes + TagBytes) return null;
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], plain, bound);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
