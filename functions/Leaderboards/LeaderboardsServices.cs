using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Identities;
using Grain.Functions.Journals;
using Grain.Functions.Scores;
using Grain.Functions.Spaces;

namespace Grain.Functions.Leaderboards;

/// <summary>What the slice adds to the app.</summary>
internal static class LeaderboardsServices
{
    public static IServiceCollection AddLeaderboards(this IServiceCollection services) => services
        .AddSingleton<BoardStore>().AddSingleton<BoardCollector>().AddSingleton<Boards>().AddSingleton<ProjectLeaderboards>();
}
