using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>A policy's share of a plan's budget.</summary>
/// <param name="Policy">How it is split among participants.</param>
/// <param name="Parts">How many parts of the budget it splits; at least 1. Of 80 and 20 parts the first is four fifths.</param>
public sealed record PolicyShare(DistributionPolicy Policy, int Parts)
{
    /// <summary>How much it splits of a whole epoch's budget, in base units, instead of parts; more than 0.</summary>
    public GrainAmount? Budget { get; init; }
}
