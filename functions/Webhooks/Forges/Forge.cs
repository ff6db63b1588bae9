using System.Buffers;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>A software that hosts repositories and tells of them as GitHub does, and what is its own in that.</summary>
/// <param name="PublicHost">Where everybody may have an account.</param>
/// <param name="Kinds">The events that it can count for. Those that forges share have the same names.</param>
internal sealed record Forge(string PublicHost, EventKinds Kinds)
{
    private const int LoginMax = 90; // with the forge before it a contributor stays below the 100 characters of a grant

    private static readonly SearchValues<char> LettersAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>What contributors, nodes and ids begin with: <c>github</c>.</summary>
    public string Source => Kinds.Source;

    /// <summary>What logins are made of; by default letters, digits, hyphens and underscores.</summary>
    public SearchValues<char> LoginCharacters { get; init; } = LettersAndDigits;

    /// <summary>What stands before the host in the addresses that it makes up for those who hide theirs.</summary>
    public required IReadOnlyList<string> Relays { get; init; }

    /// <summary>What shares one row of numbers: <c>#12</c> may be each of them.</summary>
    public required IReadOnlyList<string> Numbered { get; init; }

    /// <summary>The word for pull requests in addresses of pages.</summary>
    public required string PullWord { get; init; }

    /// <summary>Whether a text is a login.</summary>
    public bool IsLogin(string text)
    {
        var name = text.EndsWith("[bot]", StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 5) : text;
        return name.Length is > 0 and <= LoginMax && !name.ContainsAnyExcept(LoginCharacters);
    }
}
