using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>
/// Finds what a text mentions: <c>#12</c>, <c>owner/repo#12</c>, and addresses of issues, pull requests, discussions and commits on the
/// same host. Works in one pass, whatever the text.
/// </summary>
internal static class References
{
    /// <summary>More mentions than this in one text are a list, not a reference.</summary>
    public const int ReferencesMax = 16;

    /// <summary>GitHub's own limit of a body; what comes later is not looked at.</summary>
    public const int ScannedMax = 65_536;

    private const int DigitsMax = 9;

    /// <summary>
    /// The nodes mentioned, each once. <c>#12</c> may be an issue, a pull request or a discussion, which share their numbers, so it
    /// gives all that the forge has: only one of them exists or ever will.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="repository">What <c>#12</c> is relative to.</param>
    /// <param name="self">The node whose text it is; it does not mention itself.</param>
    public static IReadOnlyCollection<string> In(string? text, Repository repository, string? self)
    {
        if (text is null) return [];
        if (text.Length > ScannedMax) text = text[..ScannedMax];
        var found = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        for (var at = 0; count < ReferencesMax && at < text.Length; at++)
        {
            var step = text.AsSpan(at).IndexOfAny('#', ':');
            if (step < 0) break;
            at += step;
            var nodes = text[at] == '#' ? Numbered(text, at, repository) : Address(text, ref at, repository);
            if (nodes.Length == 0 || nodes.Contains(self)) continue;
            count++;
            found.UnionWith(nodes);
        }

        return found;
    }

    private static string[] Numbered(string text, int hash, Repository repository)
    {
        var number = NumberAt(text, hash + 1);
        if (number == 0 || hash > 0 && text[hash - 1] == '&') return []; // &#39; is an apostrophe
        var start = hash;
        while (start > 0 && hash - start <= Repository.FullNameMax
            && (Repository.IsNameCharacter(text[start - 1]) || text[start - 1] == '/')) start--;
        var node = repository.Node;
        if (start < hash && !Repository.TryNode(repository.Forge, repository.Instance, text[start..hash], out node)) return [];
        return [.. repository.Forge.Numbered.Select(kind => Candidate(node, kind, number))];
    }

    /// <summary>Reads the address around the colon at <paramref name="at"/>, and moves there to the address's end.</summary>
    private static string[] Address(string text, ref int at, Repository repository)
    {
        if (!text.AsSpan(at).StartsWith("://") || !text.AsSpan(0, at).EndsWith("http") && !text.AsSpan(0, at).EndsWith("https")) return [];
        var start = at + 3;
        var end = start;
        while (end < text.Length && (Repository.IsNameCharacter(text[end]) || text[end] == '/')) end++;
        at = end - 1;
        while (at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) && text[at + 1] is not ')' and not ']' and not '>') at++;

        var parts = text.AsSpan(start, Math.Min(end - start, AddressMax)).ToString().TrimEnd('.').Split('/');
        if (parts.Length < 5 || !repository.Instance.IsAt(parts[0])) return [];
        if (!Repository.TryNode(repository.Forge, repository.Instance, $"{parts[1]}/{parts[2]}", out var node)) return [];
        return (parts[3], NumberAt(parts[4], 0)) switch
        {
            ("issues", > 0 and var number) => [Candidate(node, "issue", number), Candidate(node, "pull", number)],
            (var word, > 0 and var number) when word == repository.Forge.PullWord => [Candidate(node, "pull", number)],
            ("discussions", > 0 and var number) => [Candidate(node, "discussion", number)],
            ("commit", _) when CommitHash.IsValid(parts[4]) => [$"{node}/commit/{parts[4]}"],
            _ => [],
        };
    }

    private const int AddressMax = 300;

    private static string Candidate(string node, string kind, int number) => $"{node}/{kind}/{BoundedText.Digits(number)}";

    /// <summary>The number that starts here and is not part of a longer word; 0 if there is none.</summary>
    private static int NumberAt(string text, int start)
    {
        var (number, at) = (0, start);
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (at - start == DigitsMax) return 0;
            number = number * 10 + (text[at] - '0');
        }

        return at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_') ? 0 : number;
    }
}
