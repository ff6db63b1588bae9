using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>What those have and would have together who are not shown.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="Cred">Their cred.</param>
/// <param name="Grain">What they are paid, in base units.</param>
internal sealed record OthersCompared(int Count, Compared<double> Cred, Compared<GrainAmount> Grain);

/// <summary>People compared, as somebody may see them. Pure.</summary>
/// <param name="People">Those who are shown, some under pseudonyms.</param>
/// <param name="Others">Everybody else; absent if there is nobody.</param>
internal sealed record ShownOutcome(IReadOnlyList<PersonCompared> People, OthersCompared? Others)
{
    public static ShownOutcome Of(IReadOnlyList<PersonCompared> people, Faces faces)
    {
        if (faces.HideNobody) return new(people, null);
        var hidden = people.Where(person => faces.IdOf(person.Contributor) is null).ToArray();
        return new(
            [.. people.Where(person => faces.IdOf(person.Contributor) is not null).Select(person => person with
            {
                Contributor = faces.IdOrOthers(person.Contributor),
                Name = faces.NameOf(person.Contributor, person.Name),
            })],
            hidden.Length == 0 ? null : new(hidden.Length,
                new(hidden.Sum(each => each.Cred.Before), hidden.Sum(each => each.Cred.After)),
                new(GrainAmount.Sum(hidden.Select(each => each.Grain.Before)), GrainAmount.Sum(hidden.Select(each => each.Grain.After)))));
    }
}
