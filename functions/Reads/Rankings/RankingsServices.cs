namespace Grain.Functions.Reads.Rankings;

/// <summary>What the slice adds to the app.</summary>
internal static class RankingsServices
{
    public static IServiceCollection AddRankings(this IServiceCollection services) => services.AddSingleton<RankedEpochs>();
}
