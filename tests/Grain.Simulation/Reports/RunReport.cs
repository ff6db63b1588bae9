using Grain.Simulation.Faults;

namespace Grain.Simulation.Reports;

/// <summary>What came of a run.</summary>
/// <param name="Seed">Its seed, from which it can be run again.</param>
/// <param name="Steps">Events.</param>
/// <param name="Requests">Requests that storage carried out.</param>
/// <param name="Faults">What went wrong around the app.</param>
/// <param name="Points">Which fault met which operation of which function.</param>
/// <param name="Hash">Of all that happened: the same for the same seed and commit.</param>
/// <param name="Finding">What is wrong with the app; absent if nothing.</param>
/// <param name="Trace">The last that happened, if so.</param>
internal sealed record RunReport(
    int Seed, long Steps, long Requests, FaultCount Faults, IReadOnlySet<string> Points, string Hash, string? Finding,
    IReadOnlyList<string> Trace);
