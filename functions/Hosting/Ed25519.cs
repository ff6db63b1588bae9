using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Grain.Functions.Hosting;

/// <summary>
/// Makes and checks Ed25519 signatures (RFC 8032) with Bouncy Castle: the base library does not offer the algorithm, and OpenSSL takes keys
/// with which anybody can sign.
/// </summary>
internal static class Ed25519
{
    /// <summary>Bytes of a private key.</summary>
    public const int PrivateKeyBytes = 32;

    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    /// <summary>
    /// Whether bytes are a key that somebody can have made: the one encoding of a point of the group of prime order. Each of the eight
    /// points of small order verifies signatures that nobody with a private key has made, all zeros among them; one with such a part
    /// verifies some of them.
    /// </summary>
    public static bool IsPublicKey(byte[] key) => key.Length == PublicKeyBytes && Rfc8032.ValidatePublicKeyFull(key, 0);

    /// <summary>
    /// Whether the owner of the public key signed exactly this message. A key that is none (<see cref="IsPublicKey"/>) has no owner, and of
    /// the signatures of a message one spelling counts: S below the group's order, and R no point of small order.
    /// </summary>
    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature) =>
        signature.Length == SignatureBytes && IsPublicKey(publicKey) && Rfc8032.ValidatePublicKeyFull(signature, 0)
        && Rfc8032.Verify(signature, 0, publicKey, 0, message, 0, message.Length);

    /// <summary>The public key of a private one.</summary>
    public static byte[] PublicKeyOf(byte[] privateKey)
    {
        var key = new byte[PublicKeyBytes];
        Rfc8032.GeneratePublicKey(privateKey, 0, key, 0);
        return key;
    }

    /// <summary>Signs a message; the same one always gets the same signature.</summary>
    public static byte[] Sign(byte[] privateKey, byte[] message)
    {
        var signature = new byte[SignatureBytes];
        Rfc8032.Sign(privateKey, 0, message, 0, message.Length, signature, 0);
        return signature;
    }
}
