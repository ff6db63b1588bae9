using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;

namespace Grain.Functions.Leaderboards;

/// <summary>A contributor with what each ledger says.</summary>
internal sealed record Contributor(string Id, GrantTotals Grants, ParticipantScore? Score, GrainTotals? Grain);

/// <summary>Sorts contributors and gives them ranks. Pure.</summary>
internal static class Leaderboard
{
    /// <summary>A page of the leaderboard. Equals share a rank and stand in the order of their ids.</summary>
    public static IReadOnlyList<Standing> Rank(List<Contributor> contributors, string by, int decimals, int skip, int limit)
    {
        Comparison<Contributor> better = by switch
        {
            "cred" => (a, b) => (b.Score?.Cred ?? 0).CompareTo(a.Score?.Cred ?? 0),
            "grain" => (a, b) => Received(b).CompareTo(Received(a)),
            _ => (a, b) => b.Grants.Total.CompareTo(a.Grants.Total),
        };
        contributors.Sort((a, b) => better(a, b) is var order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));

        var page = new List<Standing>();
        var rank = 0;
        for (var place = 0; place < Math.Min(contributors.Count, (long)skip + limit); place++)
        {
            if (place == 0 || better(contributors[place - 1], contributors[place]) != 0) rank = place + 1;
            if (place >= skip) page.Add(StandingOf(rank, contributors[place], decimals));
        }

        return page;
    }

    private static Standing StandingOf(int rank, Contributor contributor, int decimals) => new(
        rank, contributor.Id, contributor.Grants.Name ?? contributor.Score?.Name ?? contributor.Id, contributor.Grants.Total,
        contributor.Score?.Cred ?? 0, contributor.Score?.Score ?? 0,
        GrainNotation.Format(contributor.Grain?.Balance ?? GrainAmount.Zero, decimals), GrainNotation.Format(Received(contributor), decimals));

    private static GrainAmount Received(Contributor contributor) => contributor.Grain?.Received ?? GrainAmount.Zero;
}
