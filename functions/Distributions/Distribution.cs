using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions;

/// <summary>What becomes of the budget of one epoch: paid + carried over + lapsed is the budget, to the last unit.</summary>
public sealed record Distribution
{
    internal Distribution(GrainAmount budget, IReadOnlyList<PolicyOutcome> outcomes, UnpaidBudget unpaid)
    {
        Budget = budget;
        Outcomes = outcomes;
        Paid = GrainAmount.Sum(outcomes.Select(outcome => outcome.Budget - outcome.Unpaid));
        var unpaidSum = GrainAmount.Sum(outcomes.Select(outcome => outcome.Unpaid));
        (CarriedOver, Lapsed) = unpaid == UnpaidBudget.CarryOver ? (unpaidSum, GrainAmount.Zero) : (GrainAmount.Zero, unpaidSum);
        Payments = AddUp(outcomes);

        if (Paid + CarriedOver + Lapsed != budget || GrainAmount.Sum(Payments.Select(payment => payment.Amount)) != Paid)
            throw new InvalidOperationException($"a distribution of {budget} does not add up to it");
    }

    /// <summary>What there was to pay.</summary>
    public GrainAmount Budget { get; }

    /// <summary>What each policy did with its share, in the order of the plan.</summary>
    public IReadOnlyList<PolicyOutcome> Outcomes { get; }

    /// <summary>The sum of <see cref="Payments"/>.</summary>
    public GrainAmount Paid { get; }

    /// <summary>What to add to the next epoch's budget, where the plan's policies share it anew.</summary>
    public GrainAmount CarriedOver { get; }

    /// <summary>What is never minted.</summary>
    public GrainAmount Lapsed { get; }

    /// <summary>
    /// What each participant gets from all policies together, in the order of the participants as the policies' receipts have it;
    /// only positive amounts. Each participant occurs once.
    /// </summary>
    public IReadOnlyList<Receipt> Payments { get; }

    private static Receipt[] AddUp(IReadOnlyList<PolicyOutcome> outcomes)
    {
        var sums = new OrderedDictionary<string, GrainAmount>(StringComparer.Ordinal);
        foreach (var receipt in outcomes.SelectMany(outcome => outcome.Allocation?.Receipts ?? []))
            sums[receipt.ParticipantId] = sums.GetValueOrDefault(receipt.ParticipantId) + receipt.Amount;
        return [.. sums.Where(sum => !sum.Value.IsZero).Select(sum => new Receipt(sum.Key, sum.Value))];
    }
}
