using System.Text.RegularExpressions;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>The text that proves a claim where it is shown. Pure.</summary>
internal static partial class ClaimText
{
    /// <summary>What to show.</summary>
    public static string Of(string code) => $"grain-claim-{code}";

    /// <summary>The codes in a text.</summary>
    public static IEnumerable<string> CodesIn(string text) =>
        text.Contains("grain-claim-", StringComparison.Ordinal) ? Code().Matches(text).Select(match => match.Groups[1].Value) : [];

    [GeneratedRegex("grain-claim-([0-9a-f]{16})(?![0-9a-f])")]
    private static partial Regex Code();
}
