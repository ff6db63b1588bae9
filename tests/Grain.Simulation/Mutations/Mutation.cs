namespace Grain.Simulation.Mutations;

/// <summary>A classic bug, as a change of one place of the sources. It is made in a copy: nothing of it is in the app.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="File">The file, from the root.</param>
/// <param name="Sound">What stands there, once.</param>
/// <param name="Faulty">What stands there instead; <see cref="On"/> is whether the bug is switched on.</param>
internal sealed record Mutation(string Name, string File, string Sound, string Faulty)
{
    /// <summary>Stands in <see cref="Faulty"/> for the switch.</summary>
    public const string On = "{on}";

    /// <summary>What names the bug that is switched on, in the data of the process.</summary>
    public const string Named = "Grain.SimulatedBug";

    /// <summary>Another place of the same file, where the bug needs more than one.</summary>
    public (string Sound, string Faulty)? Also { get; init; }

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
        [.. StorageMutations.All, .. LedgerMutations.All, .. EpochMutations.All, .. PeopleMutations.All];

    /// <summary>The source of the switch, in the copy.</summary>
    public static string Switch => $$"""
        namespace Grain.Functions;

        internal static class SimulatedBug
        {
            public static bool Is(string name) => System.AppContext.GetData("{{Named}}") as string == name;
        }
        """;

    /// <summary>The sources with the bug in them, switched off unless it is asked for.</summary>
    /// <exception cref="InvalidDataException">A place is not there, or not once.</exception>
    public string Apply(string source)
    {
        var faulty = Replace(source, Sound, Faulty);
        return Also is { } also ? Replace(faulty, also.Sound, also.Faulty) : faulty;
    }

    private string Replace(string source, string sound, string faulty) => source.Split(sound).Length == 2
        ? source.Replace(sound, faulty.Replace(On, $"Grain.Functions.SimulatedBug.Is(\"{Name}\")"))
        : throw new InvalidDataException($"{Name}: its place stands {source.Split(sound).Length - 1} times in {File}.");
}
