namespace Grain.Functions.Cred.Graph;

/// <summary>
/// How cred and grain are reckoned, as a number that an epoch takes when it is claimed and keeps for ever: whoever computes it again later
/// does so in the same way, and with the same defaults. An epoch that names none has <see cref="First"/>.
/// </summary>
public static class CalculationVersion
{
    /// <summary>The version of epochs that name none.</summary>
    public const int First = 1;

    /// <summary>What was taken back is left out, and what people do to things of their own.</summary>
    public const int Second = 2;

    /// <summary>Commits mint, by a <see cref="CommitRule"/>.</summary>
    public const int Third = 3;

    /// <summary>An epoch pays as soon as there is any cred.</summary>
    public const int Fourth = 4;

    /// <summary>Connections that were withdrawn take no part.</summary>
    public const int Fifth = 5;

    /// <summary>Cred is found stage by stage, and to an accuracy that is known. The version that new epochs take.</summary>
    public const int Current = 6;

    /// <summary>
    /// All versions with their defaults. What an epoch names is never edited: other defaults are another version. A test adds one that is
    /// to come.
    /// </summary>
    internal static ConcurrentDictionary<int, CalculationDefaults> All { get; } =
        new()
        {
            [First] = CalculationDefaults.First,
            [Second] = CalculationDefaults.First,
            [Third] = CalculationDefaults.Third,
            [Fourth] = CalculationDefaults.Fourth,
            [Fifth] = CalculationDefaults.Fourth,
            [Current] = CalculationDefaults.Sixth,
        };

    /// <summary>The number, if this build knows it.</summary>
    /// <exception cref="InvalidDataException">It does not: a newer build wrote the epoch.</exception>
    public static int Known(int version) => All.ContainsKey(version)
        ? version
        : throw new InvalidDataException(
            $"The calculation {version} is not known; this build of Grain has {First} to {Current}. Run the newer build that began the "
                + "epoch.");

    /// <summary>
    /// The version whose graph an epoch of this one is computed on. Graphs have not changed since <see cref="Fifth"/>, so what was
    /// collected for an epoch before goes on.
    /// </summary>
    /// <exception cref="InvalidDataException">This build does not know it.</exception>
    public static int OfGraph(int version) => Math.Min(Known(version), Fifth);

    /// <summary>The defaults of a version.</summary>
    /// <exception cref="InvalidDataException">This build does not know it.</exception>
    internal static CalculationDefaults DefaultsOf(int version) => All[Known(version)];
}
