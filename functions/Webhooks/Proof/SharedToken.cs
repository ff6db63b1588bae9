
namespace Grain.Functions.Webhooks.Proof;

/// <summary>Tokens that a sender shows as they are, instead of signing with them.</summary>
internal static class SharedToken
{
    /// <summary>
    /// Whether a token is one of the secrets. Hashes are compared, so that the time taken does not even tell a length. A key that signs is
    /// no token: showing it would give it away.
    /// </summary>
    public static bool Matches(string token, IReadOnlyList<string> secrets)
    {
        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        var matched = false;
        foreach (var secret in secrets)
            matched |= CryptographicOperations.FixedTimeEquals(shown,
                SHA256.HashData(Encoding.UTF8.GetBytes(secret))) & !StandardSignature.LooksLikeKey(secret);
        return matched && token.Length > 0;
    }
}
