namespace Grain.Functions.Webhooks.Commits;

/// <summary>Reads the trailers <c>Co-authored-by: Name &lt;address&gt;</c> of a commit message; several people may stand in one.</summary>
internal static class CoAuthors
{
    /// <summary>A commit that names more is not pair work; the others are not recognised.</summary>
    public const int CoAuthorsMax = 16;

    private const string Key = "co-authored-by";
    private const string Between = " \t,;&<>";

    /// <summary>Name and address of each, in order.</summary>
    public static IEnumerable<(string Name, string Address)> In(string message) =>
        !message.Contains(Key, StringComparison.OrdinalIgnoreCase)
        ? []
        : Trailers.In(message)
            .Where(trailer => trailer.Key.Equals(Key, StringComparison.OrdinalIgnoreCase))
            .SelectMany(trailer => People(trailer.Value))
            .Take(CoAuthorsMax);

    private static IEnumerable<(string Name, string Address)> People(string text)
    {
        for (var (start, close) = (0, text.IndexOf('>', StringComparison.Ordinal)); close >= 0; start = close + 1,
            close = text.IndexOf('>', start))
        {
            var open = text.LastIndexOf('<', close, close - start + 1);
            if (open < 0) continue;
            yield return (NameOf(text[start..open]), text[(open + 1)..close].Trim());
        }
    }

    private static string NameOf(string text)
    {
        var name = text.Trim(Between.ToCharArray());
        return name.StartsWith("and ", StringComparison.OrdinalIgnoreCase) ? name[4..].TrimStart() : name;
    }
}
