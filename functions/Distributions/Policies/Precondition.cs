using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>What must hold before any policy may pay.</summary>
internal static class Precondition
{
    internal static void Check(GrainAmount budget, CredView view)
    {
        if (budget.Sign < 0) throw new DistributionException(DistributionFault.NegativeBudget, $"the budget {budget} is negative");
        if (!view.Participants.Any(participant => participant.Active))
            throw new DistributionException(DistributionFault.NoActiveIdentity, "nobody is active");
        var total = view.Participants.Aggregate(0.0, (sum, participant) => sum + participant.TotalCred);
        if (!(total > 0 && total >= view.TotalCredMin))
            throw new DistributionException(DistributionFault.TotalCredBelowOne,
                view.TotalCredMin > 0
                    ? $"all participants together have {total:R} cred, less than {view.TotalCredMin:R}"
                    : "nobody has any cred");
    }
}
