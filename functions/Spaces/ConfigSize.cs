namespace Grain.Functions.Spaces;

/// <summary>How much the lists of a configuration may hold.</summary>
internal static class ConfigSize
{
    /// <summary>Of ids and names of people.</summary>
    public const int NamesMax = 10_000;

    /// <summary>Of kinds and types.</summary>
    public const int WordsMax = 1_000;

    /// <summary>
    /// Every list that has too many elements; only if there is none, what else is wrong. Lists that are too long are not gone through: some
    /// are compared element by element.
    /// </summary>
    public static IEnumerable<(string Path, string Message)> Check(
        IEnumerable<(string Path, int Count, int Most)> lists, Func<IEnumerable<(string Path, string Message)>> others)
    {
        var tooLong = lists.Where(list => list.Count > list.Most)
            .Select(list => (list.Path, $"has {list.Count} elements; at most {list.Most} are taken")).ToArray();
        return tooLong.Length > 0 ? tooLong : others();
    }
}
