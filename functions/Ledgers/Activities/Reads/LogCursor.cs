namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>
/// How far the logs of a space were read backwards: of each the page, and before which of its lines to go on. As text <c>3-17</c> for the
/// log at the space's home, <c>0a.3-17</c> for that of a shard, joined by underscores; one that is read to its beginning is left out.
/// </summary>
/// <param name="Places">By the marks of places.</param>
internal sealed record LogCursor(IReadOnlyDictionary<string, (long Page, int Line)> Places)
{
    private const long PageMax = 999_999_999_999;
    private const int MarkLength = 2;

    /// <summary>Reads a cursor.</summary>
    public static bool TryRead(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LogCursor? cursor)
    {
        cursor = null;
        var places = new Dictionary<string, (long, int)>(StringComparer.Ordinal);
        foreach (var part in text.Split('_'))
        {
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            if (dot is not (-1 or MarkLength)) return false;
            var (mark, place) = dot < 0 ? ("", part) : (part[..dot], part[(dot + 1)..]);
            var dash = place.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0
                || !long.TryParse(place.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                || !int.TryParse(place.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
                || page is < 1 or > PageMax || !places.TryAdd(mark, (page, line))) return false;
        }

        cursor = new LogCursor(places);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('_', Places.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(each.Key.Length == 0 ? "" : each.Key + ".")}{each.Value.Page}-{each.Value.Line}")));
}
