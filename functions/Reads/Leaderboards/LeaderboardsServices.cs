namespace Grain.Functions.Reads.Leaderboards;

/// <summary>What the slice adds to the app.</summary>
internal static class LeaderboardsServices
{
    public static IServiceCollection AddLeaderboards(this IServiceCollection services) => services
        .AddSingleton<BoardStore>().AddSingleton<BoardCollector>().AddSingleton<Boards>().AddSingleton<ProjectLeaderboards>()
        .AddSingleton<CredBoards>().AddSingleton<LeaderboardReader>().AddSingleton<ContributorReader>();
}
