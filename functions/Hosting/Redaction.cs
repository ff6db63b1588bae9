using System.Text.RegularExpressions;

namespace Grain.Functions.Hosting;

/// <summary>
/// Takes secrets out of a text before it is logged. Grain's own messages hold none; this is for what others put into
/// theirs: keys of Grain, addresses with a function key or a shared access signature, connection strings, authorisation headers.
/// </summary>
internal static partial class Redaction
{
    /// <summary>The text with every secret value replaced by <c>***</c>.</summary>
    public static string Apply(string text) => Secrets().Replace(text, "$1$2***");

    [GeneratedRegex(
        """(?:((?:[?&](?:code|sig)=|x-functions-key["':=\s]+|AccountKey=|SharedAccessSignature=|"""
        + """Authorization["':=\s]+(?:\w+\s+)?|X-Gitlab-Token["':=\s]+|whsec_|sha256=))[^\s&;"',]+"""
        + """|(grain_)[a-z0-9_-]{32,})""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secrets();
}
