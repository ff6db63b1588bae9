namespace Grain.Functions.Spaces;

/// <summary>The rule for names of spaces: they stand in URLs, partition keys and blob paths, so they stay plain.</summary>
public static class SpaceName
{
    /// <summary>Most characters.</summary>
    public const int LengthMax = 63;

    /// <summary>What a name must look like, for error messages.</summary>
    public const string Rule =
        "A space's name has 1 to 63 lower-case letters, digits and dashes, and begins and ends with a letter or digit.";

    /// <summary>Most characters of what people call a space.</summary>
    public const int DisplayNameLengthMax = 100;

    /// <summary>Why people cannot call a space so; <see langword="null"/> if it is fine.</summary>
    public static string? FaultOfDisplayName(string name) =>
        string.IsNullOrWhiteSpace(name) ? "must not be blank; leave it out to be called by the space's name"
        : name.Length > DisplayNameLengthMax ? $"has {name.Length} characters; at most {DisplayNameLengthMax} are taken"
        : PlainName.Is(name) ? null : $"must hold {PlainName.Rule}";

    /// <summary>Whether the text can name a space.</summary>
    public static bool IsValid(string name) =>
        name.Length is >= 1 and <= LengthMax
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-';
}
