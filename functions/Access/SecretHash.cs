namespace Grain.Functions.Access;

/// <summary>
/// What is kept of a key's secret: a salt and SHA-256 of both. A slow hash is for what people choose; 256 random bits are not guessed at
/// any speed, and each request is checked.
/// </summary>
/// <param name="Salt">Random, its own.</param>
/// <param name="Hash">SHA-256 of salt and secret.</param>
internal sealed record SecretHash(byte[] Salt, byte[] Hash)
{
    private const int SaltBytes = 16;

    /// <summary>Of a new secret.</summary>
    public static SecretHash Of(string secret)
    {
        var salt = RandomSecret.New(SaltBytes);
        return new SecretHash(salt, HashOf(salt, secret));
    }

    /// <summary>Whether it is of this secret; takes as long for every other.</summary>
    public bool IsOf(string secret) => CryptographicOperations.FixedTimeEquals(Hash, HashOf(Salt, secret));

    private static byte[] HashOf(byte[] salt, string secret) => SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(secret)]);
}
