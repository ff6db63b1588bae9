using System.Buffers.Text;

namespace Grain.Functions.Webhooks.Hooks;

/// <summary>
/// How an App proves itself to GitHub: a token that says who it is and for how long, signed with its key (RS256; "Generating a JSON Web
/// Token (JWT) for a GitHub App").
/// </summary>
internal static class AppToken
{
    private const int PemLengthMax = 10_000;
    private const int KeyBitsMin = 2048;

    /// <summary>What a key must look like, for people, after "must".</summary>
    public static readonly string Rule = $"be the PEM of an RSA private key of {KeyBitsMin} bits or more, as GitHub makes it for an App";

    /// <summary>GitHub takes ten minutes at most; clocks differ by a minute.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(9);

    /// <summary>Whether a text is such a key.</summary>
    public static bool IsKey(string text) => TryRead(text, rsa => rsa.KeySize >= KeyBitsMin);

    /// <summary>A token that is good now; <see langword="null"/> if the text is no key.</summary>
    public static string? Of(string app, string key, DateTimeOffset now)
    {
        string? token = null;
        TryRead(key, rsa =>
        {
            var signed = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(string.Create(CultureInfo.InvariantCulture,
                $$"""{"iat":{{(now - Before).ToUnixTimeSeconds()}},"exp":{{(now + After).ToUnixTimeSeconds()}},"iss":"{{app}}"}"""))}";
            var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            token = $"{signed}.{Base64Url.EncodeToString(signature)}";
            return true;
        });
        return token;
    }

    private static bool TryRead(string text, Func<RSA, bool> use)
    {
        if (text.Length > PemLengthMax) return false;
        using var rsa = RSA.Create();
        try
        {
            // In settings of one line line breaks are spelled out.
            rsa.ImportFromPem(text.Replace("\\n", "\n", StringComparison.Ordinal));
            rsa.ExportParameters(includePrivateParameters: true);
            return use(rsa);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
