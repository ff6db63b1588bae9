namespace Grain.Local.CommandLine;

/// <summary>What there is to choose from, for whoever named no space or one that is not there.</summary>
internal static class SpaceChoice
{
    private const int Shown = 20;

    /// <summary>The space that is meant where nobody names one: the variable's.</summary>
    public static string? Usual => AppOptions.Variable(AppOptions.SpaceVariable);

    /// <summary>The only space that is in use.</summary>
    /// <param name="known">All that are in use; <see langword="null"/> if that cannot be found out.</param>
    /// <exception cref="CommandException">There is none, or there are several: nothing is guessed.</exception>
    public static string Only(IReadOnlyList<string>? known) => known switch
    {
        [var only] => only,
        [] => throw new CommandException("there is no space yet: make one with ./grain spaces create NAME"),
        _ => throw new UsageException($"which space? Name it with --space or ${AppOptions.SpaceVariable}"
            + (known is null ? "" : $"; {All(known)}")),
    };

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
