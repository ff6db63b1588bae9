using System.Text.RegularExpressions;

namespace Grain.Functions.Webhooks.Hooks;

/// <summary>
/// Finds the next page in a <c>Link</c> header. Only its cursor is taken: the rest of the address is ours, so that no answer can send the
/// token elsewhere.
/// </summary>
internal static partial class NextPage
{
    /// <summary>The cursor, as it stands in the query; <see langword="null"/> on the last page.</summary>
    public static string? CursorOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links)) return null;
        var match = Next().Match(string.Join(',', links));
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex("""<[^<>]*[?&]cursor=([^&<>]+)[^<>]*>\s*;\s*rel="?next"?""", RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Next();
}
