namespace Grain.Functions.Access;

/// <summary>
/// A key as its owner has it: <c>grain_{space}_{id}_{secret}</c>, or <c>grain_{id}_{secret}</c> of one for every space. Names of spaces
/// have no underscore. The secret has 256 random bits and ends with a checksum, so that what was mistyped or made up is known for that
/// without a look into storage.
/// </summary>
/// <param name="Space">The space that it is for; absent for all.</param>
/// <param name="Id">Finds its row; no secret.</param>
/// <param name="Secret">What proves it: hexadecimal digits.</param>
internal sealed record KeyText(string? Space, string Id, string Secret)
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "grain_";

    private const int IdBytes = 8;
    private const int SecretBytes = 32;
    private const int CheckDigits = 8;
    private const int SecretLength = (2 * SecretBytes) + CheckDigits;

    /// <summary>A new key.</summary>
    public static KeyText New(string? space) => New(space, Convert.ToHexStringLower(RandomSecret.New(IdBytes)));

    /// <summary>The same with a new secret.</summary>
    public KeyText Renewed() => New(Space, Id);

    /// <summary>The key that a text is; <see langword="null"/> if it is none, whatever the reason.</summary>
    public static KeyText? Parse(string text)
    {
        if (text.Length > 200 || text.Split('_') is not { Length: 3 or 4 } parts || parts[0] != Prefix[..^1]) return null;
        var key = new KeyText(parts.Length == 4 ? parts[1] : null, parts[^2], parts[^1]);
        return (key.Space is null || SpaceName.IsValid(key.Space)) && IsId(key.Id) && key.Secret.Length == SecretLength
            && IsHex(key.Secret) && key.Secret.EndsWith(CheckOf(key.Body), StringComparison.Ordinal) ? key : null;
    }

    /// <summary>Whether a text may be the id of a key.</summary>
    public static bool IsId(string text) => text.Length == 2 * IdBytes && IsHex(text);

    /// <summary>All of it, to be given away once.</summary>
    public override string ToString() => Body + Secret[^CheckDigits..];

    private string Body => $"{Prefix}{(Space is null ? "" : $"{Space}_")}{Id}_{Secret[..^CheckDigits]}";

    private static KeyText New(string? space, string id)
    {
        var key = new KeyText(space, id,
            Convert.ToHexStringLower(RandomSecret.New(SecretBytes)) + new string('0', CheckDigits));
        return key with { Secret = key.Secret[..^CheckDigits] + CheckOf(key.Body) };
    }

    private static string CheckOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body)))[..CheckDigits];

    private static bool IsHex(string text) => text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
