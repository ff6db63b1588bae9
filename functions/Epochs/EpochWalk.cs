using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>What has come together on the way from the first closed epoch to the present one.</summary>
internal sealed class EpochWalk
{
    private readonly Dictionary<string, GrainAmount> received = new(StringComparer.Ordinal);

    /// <summary>The runs so far, oldest first.</summary>
    public List<EpochRun> Runs { get; } = [];

    /// <summary>What the books must say by now.</summary>
    public SpaceBooks Books { get; private set; } = SpaceBooks.Empty;

    /// <summary>All payments that the statements tell, by account and epoch.</summary>
    public Dictionary<(string Account, string Epoch), GrainAmount> Payments { get; } = [];

    /// <summary>
    /// Whether an allocation counts less than what an account was paid. More it may: special distributions add to what epochs paid.
    /// </summary>
    public bool IsForgottenIn(EpochAllocation allocation)
    {
        var counted = allocation.ReceivedBefore.ToDictionary(each => each.ParticipantId, each => each.Amount, StringComparer.Ordinal);
        return received.Any(paid => counted.GetValueOrDefault(paid.Key) < paid.Value);
    }

    /// <summary>Goes on to the next epoch.</summary>
    public void Close(EpochRun run, EpochStatement statement)
    {
        Books = new SpaceBooks(run.Epoch, statement.SupplyAfter, statement.CarriedOver, run.Statement, null);
        foreach (var payment in statement.Payments)
        {
            received[payment.ParticipantId] = received.GetValueOrDefault(payment.ParticipantId) + payment.Amount;
            Payments.Add((payment.ParticipantId, run.Epoch.Id), payment.Amount);
        }
    }
}
