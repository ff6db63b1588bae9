namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// What somebody may have meant by a name that nobody knows: the known one that takes the fewest slips of the pen (a letter too many, too
/// few, another one, or two in the wrong order).
/// </summary>
internal static class Nearest
{
    /// <summary>Longer names are not compared: the work grows with the square, and names are the caller's.</summary>
    private const int LengthMax = 100;

    /// <summary>More slips than these are another name, however long it is.</summary>
    private const int SlipsMax = 3;

    /// <summary>
    /// The known name that is nearest, or <see langword="null"/> if none is near: up to three letters may differ, of short names a third.
    /// Of a name in parts, as <c>github:push.commit</c>, the last part alone will do.
    /// </summary>
    /// <param name="name">What was sent.</param>
    /// <param name="known">What there is; of equally near ones the first.</param>
    public static string? Find(string name, IEnumerable<string> known) => name.Length is 0 or > LengthMax ? null
        : known.Where(each => each.Length is > 0 and <= LengthMax).Select(each => (Name: each, Slips: SlipsOf(name, each)))
            .Where(each => each.Slips <= SlipsMax).OrderBy(each => each.Slips).Select(each => each.Name).FirstOrDefault();

    /// <summary>
    /// That a name is not known, and which one is meant, or else which ones there are. For people, behind the name's path.
    /// </summary>
    public static string Unknown(string name, IReadOnlyCollection<string> known) =>
        Find(name, known) is { } near ? $"is not known here; did you mean '{near}'?"
        : known.Count > 0 ? $"is not known here; known are {string.Join(", ", known)}" : "is not known here";

    /// <summary>What was meant, as the end of a sentence; empty if nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Find(name, known) is { } near ? $"; did you mean '{near}'?" : "";

    private static int Behind(string name, string marks) => name.AsSpan().LastIndexOfAny(marks) + 1;

    /// <summary>As wholes, without what stands before the colon, or by their last parts alone; the more is alike, the nearer.</summary>
    private static double SlipsOf(string name, string known)
    {
        var (whole, source, knownSource) = (Slips(name, known), Behind(name, ":"), Behind(known, ":"));
        if (Behind(name, ":.") == 0 && Behind(known, ":.") == 0) return whole;
        var beside = known.StartsWith(name[..source], StringComparison.Ordinal) ? 0 : 0.1;
        return Math.Min(whole, beside + Math.Min(Slips(name.AsSpan(source), known.AsSpan(knownSource)) + 0.2,
            Slips(name.AsSpan(Behind(name, ":.")), known.AsSpan(Behind(known, ":."))) + 0.4));
    }

    /// <summary>Optimal string alignment, whatever the case; what is too far is infinitely far.</summary>
    private static double Slips(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var most = Math.Clamp(Math.Min(one.Length, other.Length) / 3, 1, SlipsMax);
        if (Math.Abs(one.Length - other.Length) > most) return double.PositiveInfinity;
        Span<int> first = stackalloc int[LengthMax + 1], before = stackalloc int[LengthMax + 1], row = stackalloc int[LengthMax + 1];
        for (var column = 0; column <= other.Length; column++) before[column] = column;
        for (var line = 1; line <= one.Length; line++)
        {
            var least = row[0] = line;
            for (var column = 1; column <= other.Length; column++)
            {
                var slip = Same(one[line - 1], other[column - 1]) ? 0 : 1;
                row[column] = Math.Min(Math.Min(before[column], row[column - 1]) + 1, before[column - 1] + slip);
                if (line > 1 && column > 1 && Same(one[line - 1], other[column - 2]) && Same(one[line - 2], other[column - 1]))
                    row[column] = Math.Min(row[column], first[column - 2] + 1);
                least = Math.Min(least, row[column]);
            }

            if (least > most + 1) return double.PositiveInfinity;
            var free = first;
            first = before;
            before = row;
            row = free;
        }

        return before[other.Length] <= most && before[other.Length] < Math.Max(one.Length, other.Length)
            ? before[other.Length] : double.PositiveInfinity;
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
