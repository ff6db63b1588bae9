namespace Grain.Functions.Distributions.Policies;

/// <summary>
/// The intervals a policy looks at.
/// </summary>
/// <param name="FromTheBeginning">Whether the summarised intervals belong to it.</param>
/// <param name="Start">Index of the first of the detailed intervals in it.</param>
/// <param name="End">Index after the last one.</param>
internal readonly record struct CredWindow(bool FromTheBeginning, int Start, int End);
