using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>A rule that turns cred into shares of a budget.</summary>
public abstract record DistributionPolicy
{
    private protected DistributionPolicy(PolicyKind kind) => Type = kind.Name;

    /// <summary>The name of its kind, for example <c>BALANCED</c>.</summary>
    public string Type { get; }

    /// <summary>Why it pays whom it pays, where a person has said so: the statement repeats it.</summary>
    public virtual string? Memo => null;

    /// <summary>Splits a budget among the active participants, exactly.</summary>
    /// <param name="budget">In base units, at least 0.</param>
    /// <param name="view">Cred and payments as they are before this distribution.</param>
    /// <exception cref="DistributionException">The policy is not valid, or there is nobody to pay; see
    /// <see cref="DistributionFault"/>.</exception>
    public virtual Allocation Allocate(GrainAmount budget, CredView view)
    {
        Precondition.Check(budget, view);
        CheckParameters();
        return AllocateChecked(budget, view);
    }

    /// <summary>Refuses parameters out of range.</summary>
    /// <exception cref="DistributionException">A parameter is out of range.</exception>
    public virtual void CheckParameters()
    {
    }

    private protected abstract Allocation AllocateChecked(GrainAmount budget, CredView view);

    /// <summary>The budget split among these participants by their scores.</summary>
    private protected Allocation SplitAmong(IReadOnlyList<ParticipantStanding> recipients, double[] scores, GrainAmount budget)
    {
        var pieces = BudgetSplit.Split(budget, scores);
        var receipts = new Receipt[pieces.Length];
        for (var i = 0; i < pieces.Length; i++) receipts[i] = new Receipt(recipients[i].Id, pieces[i]);
        return new Allocation(this, budget, receipts, scores);
    }
}
