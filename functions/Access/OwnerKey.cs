namespace Grain.Functions.Access;

/// <summary>The first key, from the setting <c>Grain__OwnerKey</c>: the key itself, or <c>sha256:</c> and the hash of it.</summary>
internal sealed class OwnerKey
{
    /// <summary>How a hash begins.</summary>
    public const string HashPrefix = "sha256:";

    private const int LengthMin = 32;
    private const int DifferentMin = 10;

    private readonly byte[]? hash;

    /// <summary>Reads the setting; there need be none.</summary>
    /// <exception cref="SettingsException">It is none that can be kept secret.</exception>
    public OwnerKey(IConfiguration settings)
    {
        var text = settings[$"{GrainOptions.Section}:{GrainOptions.OwnerKey}"]?.Trim();
        if (string.IsNullOrEmpty(text)) return;
        if (text.StartsWith(HashPrefix, StringComparison.Ordinal))
            hash = text.Length == HashPrefix.Length + (2 * SHA256.HashSizeInBytes) && text[HashPrefix.Length..].All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(text[HashPrefix.Length..])
                : throw new SettingsException($"Grain__OwnerKey begins with {HashPrefix}, and 64 hexadecimal digits must follow.");
        else if (IsGood(text)) hash = HashOf(text);
        else throw new SettingsException(
            $"Grain__OwnerKey must be {KeyText.Prefix} and at least {LengthMin} random letters, digits and dashes, as "
                + $"{KeyText.Prefix}$(openssl rand -hex 32) gives, or {HashPrefix} and the SHA-256 of that.");
    }

    /// <summary>Whether there is one.</summary>
    public bool IsSet => hash is not null;

    /// <summary>Whether a text is this key.</summary>
    public bool Is(string text) => hash is not null && CryptographicOperations.FixedTimeEquals(hash, HashOf(text));

    private static bool IsGood(string text) =>
        text.StartsWith(KeyText.Prefix, StringComparison.Ordinal) && text.Length is >= 6 + LengthMin and <= 200
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        && text.Skip(KeyText.Prefix.Length).Distinct().Count() >= DifferentMin;

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
