namespace Grain.Functions.Hosting;

/// <summary>
/// A route template as far as it matters for who gets a request: the Functions host takes the first function whose route
/// matches, in the order of names, so no two may match the same path. Constraints are ignored: two routes that only a
/// constraint keeps apart count as overlapping.
/// </summary>
internal sealed record RouteTemplate(string Text, IReadOnlyList<RouteTemplate.Segment> Segments)
{
    /// <summary>A part between slashes: a literal, a parameter (<see cref="Literal"/> is null), or the rest of the path.</summary>
    internal sealed record Segment(string? Literal, bool IsOptional, bool IsRest);

    public static RouteTemplate Parse(string text) =>
        new(text, [.. text.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(ParseSegment)]);

    /// <summary>The template below a prefix such as <c>api</c>.</summary>
    public RouteTemplate Below(string prefix) => Parse($"{prefix}/{Text}");

    /// <summary>Whether some path matches both.</summary>
    public bool Overlaps(RouteTemplate other) => Overlaps(Segments, other.Segments, 0);

    /// <summary>Whether every path that <paramref name="other"/> matches is matched by this one too.</summary>
    public bool Covers(RouteTemplate other)
    {
        for (var i = 0; ; i++)
        {
            var mine = At(Segments, i);
            var theirs = At(other.Segments, i);
            if (mine is { IsRest: true }) return true;
            if (theirs is null) return mine is null or { IsOptional: true };
            if (mine is null || theirs.IsRest || (theirs.IsOptional && !mine.IsOptional)) return false;
            if (mine.Literal is not null && !SameLiteral(mine, theirs)) return false;
        }
    }

    private static bool Overlaps(IReadOnlyList<Segment> left, IReadOnlyList<Segment> right, int i)
    {
        var a = At(left, i);
        var b = At(right, i);
        if (a is { IsRest: true } || b is { IsRest: true }) return true;
        if (a is null) return b is null or { IsOptional: true };
        if (b is null) return a.IsOptional;
        if (a.IsOptional && b.IsOptional) return true;
        return (a.Literal is null || b.Literal is null || SameLiteral(a, b)) && Overlaps(left, right, i + 1);
    }

    private static Segment? At(IReadOnlyList<Segment> segments, int i) => i < segments.Count ? segments[i] : null;

    private static bool SameLiteral(Segment a, Segment b) => string.Equals(a.Literal, b.Literal, StringComparison.OrdinalIgnoreCase);

    private static Segment ParseSegment(string text)
    {
        if (!text.Contains('{')) return new Segment(text, IsOptional: false, IsRest: false);
        var whole = text.StartsWith('{') && text.EndsWith('}');
        return new Segment(
            Literal: null,
            IsOptional: whole && (text.EndsWith("?}", StringComparison.Ordinal) || text.Contains('=')),
            IsRest: whole && text.StartsWith("{*", StringComparison.Ordinal));
    }
}
