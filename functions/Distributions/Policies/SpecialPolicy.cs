using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>SPECIAL: the whole budget to one participant, for a reason given.</summary>
/// <param name="Recipient">Id of an active participant.</param>
/// <param name="Memo">The reason, for people.</param>
public sealed record SpecialPolicy(string Recipient, string Memo) : DistributionPolicy(SpecialPolicy.Kind)
{
    internal static PolicyKind Kind { get; } = new("SPECIAL", (config, resolve) =>
        new SpecialPolicy(resolve(config.Recipient!), config.Memo ?? ""))
    {
        TakesRecipient = true,
    };

    /// <summary>The reason, for people.</summary>
    public override string Memo { get; } = Memo;

    private protected override Allocation AllocateChecked(GrainAmount budget, CredView view)
    {
        if (!view.Participants.Any(participant => participant.Active && participant.Id == Recipient))
            throw new DistributionException(DistributionFault.RecipientNotActive, $"the recipient '{Recipient}' is unknown or not active");
        return new Allocation(this, budget, [new Receipt(Recipient, budget)], scores: null);
    }
}
