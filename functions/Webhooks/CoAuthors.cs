namespace Grain.Functions.Webhooks;

/// <summary>Reads the trailers <c>Co-authored-by: Name &lt;address&gt;</c> of a commit message.</summary>
internal static class CoAuthors
{
    /// <summary>A commit that names more is not pair work; the others are not recognised.</summary>
    public const int MaxCoAuthors = 16;

    private const string Trailer = "co-authored-by:";

    /// <summary>Name and address of each, in order.</summary>
    public static IEnumerable<(string Name, string Address)> In(string message)
    {
        var found = new List<(string Name, string Address)>();
        foreach (var line in message.AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (!text.StartsWith(Trailer, StringComparison.OrdinalIgnoreCase)) continue;
            text = text[Trailer.Length..];
            var (open, close) = (text.LastIndexOf('<'), text.LastIndexOf('>'));
            if (open < 0 || close < open) continue;
            found.Add((text[..open].Trim().ToString(), text[(open + 1)..close].Trim().ToString()));
            if (found.Count == MaxCoAuthors) break;
        }

        return found;
    }
}
