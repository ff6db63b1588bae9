namespace Grain.Functions.Hosting;

/// <summary>Finds what somebody most likely meant by a name that is not known.</summary>
public static class Nearest
{
    private const int CandidateLengthMax = 100;

    /// <summary>
    /// The known name that is nearest to what was written, whatever the case; <see langword="null"/> if none is near: for a short name one
    /// letter may be wrong, for a long one every third. Two letters that have changed places count as one; of equally near ones the first.
    /// </summary>
    public static string? To(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > CandidateLengthMax) return null;
        var (best, least) = (default(string), Math.Max(1, written.Length / 3) + 1);
        foreach (var candidate in known)
            if (candidate.Length <= CandidateLengthMax && Distance(written, candidate) is var distance && distance < least)
                (best, least) = (candidate, distance);
        return best;
    }

    /// <summary>A half sentence to put behind a complaint: <c>; did you mean 'commit'?</c>, or nothing.</summary>
    public static string Hint(string written, IEnumerable<string> known) =>
        To(written, known) is { } name ? $"; did you mean '{name}'?" : "";

    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            for (var j = 0; j <= right.Length; j++)
                rows[i, j] = i == 0 || j == 0 ? i + j : Step(rows, left, right, i, j);
        return rows[left.Length, right.Length];
    }

    private static int Step(int[,] rows, string left, string right, int i, int j)
    {
        bool Same(int at, int other) => char.ToUpperInvariant(left[at - 1]) == char.ToUpperInvariant(right[other - 1]);
        var least = Math.Min(rows[i - 1, j] + 1, Math.Min(rows[i, j - 1] + 1, rows[i - 1, j - 1] + (Same(i, j) ? 0 : 1)));
        return i > 1 && j > 1 && Same(i, j - 1) && Same(i - 1, j) ? Math.Min(least, rows[i - 2, j - 2] + 1) : least;
    }
}
