using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>The open epoch as it was ranked last, for people to read.</summary>
/// <param name="Run">The run as it would stand before its first payment.</param>
/// <param name="Scores">Everybody's cred.</param>
/// <param name="ById">The same by participant.</param>
/// <param name="Allocation">What would be paid.</param>
/// <param name="Decimals">In how many decimals its amounts count.</param>
public sealed record OpenScores(
    EpochRun Run, CredScores Scores, IReadOnlyDictionary<string, ParticipantScore> ById, EpochAllocation Allocation, int Decimals)
{
    /// <summary>What each account would be paid.</summary>
    public IReadOnlyDictionary<string, GrainAmount> Payments { get; } =
        Allocation.Payments.ToDictionary(payment => payment.ParticipantId, payment => payment.Amount, StringComparer.Ordinal);

    /// <summary>What is to be said with whatever is read from it.</summary>
    internal Provisional Provisional => new(Run.Epoch.Id, Run.Epoch.Start, Run.Epoch.End, Run.StageAt, Allocation.Paid);
}

/// <summary>Says that what it stands in is provisional: the epoch is not closed, and nothing of it is paid.</summary>
/// <param name="Epoch">The open epoch.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ends.</param>
/// <param name="AsOf">When it was worked out: everything counted before that is in it.</param>
/// <param name="WouldPayUnits">What it would pay in all if it were closed like this, in base units; <c>wouldPay</c> is the same in
/// grain.</param>
internal sealed record Provisional(string Epoch, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset AsOf, GrainAmount WouldPayUnits);
