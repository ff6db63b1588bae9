namespace Grain.Functions.SourceCred.Cred;

/// <summary>Everybody's cred interval by interval.</summary>
/// <param name="StartsMs">Where each interval begins, milliseconds since 1970-01-01 UTC; increasing.</param>
/// <param name="EndMs">Where the last one ends.</param>
/// <param name="People">Each participant once.</param>
public sealed record IntervalCred(IReadOnlyList<double> StartsMs, double EndMs, IReadOnlyList<PersonCred> People)
{
    /// <summary>The cred of all participants in all intervals.</summary>
    public double Total => People.Sum(person => person.Total);

    /// <summary>The same of a process that is stopped where SourceCred stops it; absent of what was not computed here.</summary>
    public IntervalCred? Stopped { get; init; }

    /// <summary>Whether milliseconds since 1970 lie in the years 1 to 9999.</summary>
    internal static bool IsTime(double ms) => ms is >= -62_135_596_800_000 and <= 253_402_300_799_999;
}

/// <summary>A participant's cred.</summary>
/// <param name="Id">The identity's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Cred">The cred of each interval.</param>
public sealed record PersonCred(string Id, string Name, IReadOnlyList<double> Cred)
{
    /// <summary>The cred of all intervals.</summary>
    public double Total => Cred.Sum();
}
