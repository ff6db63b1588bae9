namespace Grain.Local.CommandLine;

/// <summary>What there is to choose from, for whoever named no space or one that is not there.</summary>
internal static class SpaceChoice
{
    private const int Shown = 20;

    /// <summary>What follows "there is no space …".</summary>
    public static string Hint(string name, IReadOnlyList<string> known)
    {
        if (known.Count == 0) return ": make one with ./grain spaces create NAME";
        return Nearest.Find(name, known) is { } near ? $"; did you mean '{near}'?" : $"; {All(known)}";
    }

    /// <summary>The names of all, or of the first of them.</summary>
    public static string All(IReadOnlyList<string> known) =>
        $"there {(known.Count == 1 ? "is" : "are")} {string.Join(", ", known.Take(Shown))}{(known.Count > Shown ? ", …" : "")}";
}
