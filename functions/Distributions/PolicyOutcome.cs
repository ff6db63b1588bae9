using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;

namespace Grain.Functions.Distributions;

/// <summary>What one policy of a plan did with its share of the budget.</summary>
/// <param name="Policy">Which policy.</param>
/// <param name="Budget">Its share of the budget.</param>
/// <param name="Allocation">What it pays, exactly <paramref name="Budget"/>; <see langword="null"/> if there is nothing to pay.</param>
/// <param name="NothingToPay">Then, why: a kind of <see cref="DistributionFault"/>.</param>
public sealed record PolicyOutcome(DistributionPolicy Policy, GrainAmount Budget, Allocation? Allocation, string? NothingToPay)
{
    /// <summary>What stays unpaid: nothing, or the whole share.</summary>
    public GrainAmount Unpaid => Allocation is null ? Budget : GrainAmount.Zero;

    /// <summary>Lets a policy split its share; that there is nobody to pay is an outcome, not an error.</summary>
    /// <exception cref="DistributionException">The budget or the policy is not valid.</exception>
    internal static PolicyOutcome Of(DistributionPolicy policy, GrainAmount budget, CredView view)
    {
        try
        {
            return new PolicyOutcome(policy, budget, policy.Allocate(budget, view), null);
        }
        catch (DistributionException fault) when (DistributionFault.IsNothingToPay(fault.Kind))
        {
            return new PolicyOutcome(policy, budget, null, fault.Kind);
        }
    }
}
