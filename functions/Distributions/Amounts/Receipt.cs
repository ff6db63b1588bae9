namespace Grain.Functions.Distributions.Amounts;

/// <summary>What one participant gets.</summary>
/// <param name="ParticipantId">Who.</param>
/// <param name="Amount">How much; at least 0.</param>
public sealed record Receipt(string ParticipantId, GrainAmount Amount);
