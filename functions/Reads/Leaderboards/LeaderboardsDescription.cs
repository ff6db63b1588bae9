using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class LeaderboardsDescription
{
    private const string Tag = "Leaderboards";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["ContributorsRead"] = ReadContributor,
        ["ContributorsReadById"] = () => ReadContributor().Named("getContributorById"),
        ["LeaderboardRead"] = ReadLeaderboard,
    };

    private static ApiOperation ReadLeaderboard() => new ApiOperation(Tag, "getLeaderboard", "Who has most")
        .Query("by", "Sorted by what; the totals that people of the space see if absent.", BoardQuery.Ledger, BoardQuery.Recompute,
            BoardQuery.Cred, BoardQuery.Grain)
        .Query("category", "Only grants of this category (by=ledger).")
        .Query("source", "Only grants of this source (by=ledger).")
        .Query("period", "Only grants of this time (by=ledger): `epoch`, an epoch's id, or days such as `7d`.")
        .Query<int>("skip", "How many places to pass over.", 0)
        .Limit(LeaderboardsFunctions.PageDefault, LeaderboardsFunctions.PageMax)
        .Query<int>("maxAge", "How many seconds old the board may be.", 0, LeaderboardsFunctions.AgeLimit)
        .Answers(200, "A page of the leaderboard.", Shape.Of(LeaderboardJson.Default.LeaderboardAnswer));

    private static ApiOperation ReadContributor() =>
        new ApiOperation(Tag, "getContributor", "Everything about a contributor, under all their ids together")
        .Key("id", "Any id of theirs.")
        .Answers(200, "The contributor.", Shape.Of(LeaderboardJson.Default.ContributorAnswer));
}
