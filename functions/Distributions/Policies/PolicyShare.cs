namespace Grain.Functions.Distributions.Policies;

/// <summary>A policy's share of a plan's budget.</summary>
/// <param name="Policy">How it is split among participants.</param>
/// <param name="Parts">How many parts of the budget it splits; at least 1. Of 80 and 20 parts the first is four fifths.</param>
public sealed record PolicyShare(DistributionPolicy Policy, int Parts);
