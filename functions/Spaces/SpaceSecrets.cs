namespace Grain.Functions.Spaces;

/// <summary>
/// How the secrets in configurations are kept: encrypted with a key from the app's settings, or not at all but by reference to
/// another setting. Without a key they are kept as they are, as the storage account encrypts everything at rest.
/// </summary>
/// <remarks>
/// An encrypted secret is <c>enc:1:</c> and the base64 of nonce, ciphertext and tag of AES-256-GCM, with the space's name as
/// associated data: it cannot be put into another space.
/// </remarks>
public sealed class SpaceSecrets
{
    /// <summary>What the API shows in place of a secret, and takes to mean "leave it as it is".</summary>
    public const string Masked = "********";

    /// <summary>How a reference begins; behind it stands the name of a setting of the app.</summary>
    public const string ReferencePrefix = "env:";

    /// <summary>
    /// What the name of a setting must begin with to be referred to. Without a bound, whoever may configure a space could have
    /// the app sign with any of its settings.
    /// </summary>
    public const string SettingPrefix = "GRAIN_SECRET_";

    /// <summary>How an encrypted secret begins.</summary>
    public const string EncryptedPrefix = "enc:";

    private const string Format = EncryptedPrefix + "1:";
    private const int NonceBytes = 12; // NIST SP 800-38D: 96 bits

    private readonly IConfiguration? settings;
    private readonly byte[][] keys;

    /// <summary>Keeps secrets as they are.</summary>
    public SpaceSecrets() => keys = [];

    /// <summary>Takes the keys from the setting <c>Grain__SecretKeys</c>.</summary>
    /// <exception cref="SettingsException">A key is not the base64 of 32 bytes.</exception>
    public SpaceSecrets(IConfiguration settings)
    {
        this.settings = settings;
        var texts = (settings["Grain:SecretKeys"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        keys = [.. texts.Select(ReadKey)];
    }

    /// <summary>Whether a text refers to a setting that may be referred to.</summary>
    public static bool IsReference(string text) =>
        text.StartsWith(ReferencePrefix + SettingPrefix, StringComparison.Ordinal)
        && text.Length > ReferencePrefix.Length + SettingPrefix.Length
        && text.AsSpan(ReferencePrefix.Length).IndexOfAnyExcept(SettingCharacters) < 0;

    /// <summary>What is wrong with a text that was sent as a secret, if anything.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isValid">Whether it has the form of such a secret.</param>
    /// <param name="rule">That form for people, after "must".</param>
    internal static string? FaultOf(string text, Func<string, bool> isValid, string rule) =>
        text == Masked ? "stands for a secret that was there before, and there was none in its place"
        : text.StartsWith(ReferencePrefix, StringComparison.Ordinal)
            ? IsReference(text) ? null : $"must be {ReferencePrefix} and the name of a setting that begins with {SettingPrefix}"
        : text.StartsWith(EncryptedPrefix, StringComparison.Ordinal) ? "is encrypted with a key that the app does not have: give it anew"
        : isValid(text) ? null : $"must {rule}";

    /// <summary>The configuration as it is stored.</summary>
    public SpaceConfig Seal(string space, SpaceConfig config) => keys.Length == 0 ? config : config.WithSecrets(text => Seal(space, text));

    /// <summary>
    /// The stored configuration with its secrets in the clear. One that no key opens stays encrypted, and nothing can be proven with it.
    /// </summary>
    public SpaceConfig Open(string space, SpaceConfig stored) => stored.WithSecrets(text => Open(space, text) ?? text);

    /// <summary>The secret itself, or <see langword="null"/> if its setting is missing or no key opens it.</summary>
    public string? Resolve(string text)
    {
        if (text.StartsWith(EncryptedPrefix, StringComparison.Ordinal) || text == Masked) return null;
        if (!text.StartsWith(ReferencePrefix, StringComparison.Ordinal)) return text;
        var value = IsReference(text) ? settings?[text[ReferencePrefix.Length..]]?.Trim() : null;
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>A key as it is stored: sealed with the newest of the app's keys if it has any, else as base64.</summary>
    internal string SealBytes(string space, byte[] key) =>
        Convert.ToBase64String(key) is var text && keys.Length > 0 ? Seal(space, text) : text;

    /// <summary>A stored key; <see langword="null"/> if no key of the app opens it.</summary>
    internal byte[]? OpenBytes(string space, string stored) =>
        (stored.StartsWith(EncryptedPrefix, StringComparison.Ordinal) ? Open(space, stored) : stored) is { } text
            ? Convert.FromBase64String(text) : null;

    private string Seal(string space, string text)
    {
        if (text.StartsWith(EncryptedPrefix, StringComparison.Ordinal) || text.StartsWith(ReferencePrefix, StringComparison.Ordinal))
            return text;
        return Format + Convert.ToBase64String(SealedBox.Seal(keys[0], Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(space)));
    }

    private string? Open(string space, string text)
    {
        if (!text.StartsWith(Format, StringComparison.Ordinal)) return null;
        var box = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[Format.Length..], box, out var length)) return null;
        foreach (var key in keys)
            if (SealedBox.Open(key, box.AsSpan(0, length), Encoding.UTF8.GetBytes(space)) is { } plain)
                return Encoding.UTF8.GetString(plain);
        return null;
    }

    private static byte[] ReadKey(string text)
    {
        var key = new byte[SealedBox.KeyBytes + 1];
        return Convert.TryFromBase64String(text, key, out var length) && length == SealedBox.KeyBytes
            ? key[..SealedBox.KeyBytes]
            : throw new SettingsException($"Grain__SecretKeys holds a key that is not the base64 of {SealedBox.KeyBytes} bytes.");
    }

    private static readonly System.Buffers.SearchValues<char> SettingCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
