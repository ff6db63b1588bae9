using System.Reflection;
using System.Runtime.InteropServices;

namespace Grain.Functions.Webhooks.Standard;

/// <summary>
/// Checks Ed25519 signatures (RFC 8032) with OpenSSL's libcrypto, on which .NET's own cryptography stands on Linux: the base library does
/// not offer the algorithm, and signatures are nothing to write oneself. Where there is no libcrypto, nothing is valid.
/// </summary>
internal static class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private const int Type = 1087; // EVP_PKEY_ED25519, in libcrypto since 1.1.1
    private const string Library = "grain-libcrypto";

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto-3-x64.dll", "libcrypto"];
    private static readonly Lazy<nint> Handle = new(Load);

    static Ed25519() => NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, (name, _, _) => name == Library ? Handle.Value : 0);

    /// <summary>Whether signatures can be checked on this machine.</summary>
    public static bool IsSupported => Handle.Value != 0;

    /// <summary>Whether the owner of the public key signed exactly this message.</summary>
    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature)
    {
        if (!IsSupported || publicKey.Length != PublicKeyBytes || signature.Length != SignatureBytes) return false;
        var key = EVP_PKEY_new_raw_public_key(Type, 0, publicKey, (nuint)publicKey.Length);
        var context = EVP_MD_CTX_new();
        try
        {
            return key != 0 && context != 0
                && EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1
                && EVP_DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        }
        finally
        {
            EVP_MD_CTX_free(context); // both take null
            EVP_PKEY_free(key);
        }
    }

    private static nint Load()
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var handle)) return handle;
        return 0;
    }

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_PKEY_free(nint key);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_MD_CTX_new();

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_MD_CTX_free(nint context);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestVerify(nint context, byte[] signature, nuint signatureLength, byte[] message, nuint length);
}
