using System.Buffers;

namespace Grain.Functions.Webhooks.Commits;

/// <summary>Hashes of commits.</summary>
internal static class CommitHash
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text is the full hash of a commit: SHA-1, or SHA-256 in repositories made so.</summary>
    public static bool IsValid(string text) => text.Length is 40 or 64 && !text.AsSpan().ContainsAnyExcept(HexDigits);
}
