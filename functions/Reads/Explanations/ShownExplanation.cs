using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Functions.Reads.Explanations;

/// <summary>An explanation of somebody under a pseudonym. Pure.</summary>
internal static class ShownExplanation
{
    /// <summary>The same sums by kind, and no single thing: what somebody did when leads to who they are.</summary>
    public static Explanation For(this Explanation explanation, AskedPerson person) => !person.IsPseudonymous ? explanation
        : explanation with
        {
            Contributor = person.Shown,
            Name = person.Shown,
            Accounts = [person.Shown],
            Points = Bare(explanation.Points),
            Cred = explanation.Cred is { } cred ? cred with { From = Bare(cred.From), Behind = Bare(cred.Behind) } : null,
            Grain = Bare(explanation.Grain),
        };

    private static ToldSum<T> Bare<T>(ToldSum<T> sum) => sum with
    {
        Groups = [.. sum.Groups.Select(group => group with
        {
            Items = [],
            Rest = new ToldRest<T>(group.Count, group.Amount, group.Shown, null),
        })],
    };
}
