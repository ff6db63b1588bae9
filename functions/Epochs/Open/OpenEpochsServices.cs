using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>What the slice adds to the app.</summary>
internal static class OpenEpochsServices
{
    public static IServiceCollection AddOpenEpochs(this IServiceCollection services) => services
        .AddSingleton<OpenRankings>().AddSingleton<OpenNews>().AddSingleton<OpenRanker>().AddSingleton<OpenBoard>()
        .AddSingleton<RankOpenEpochs>().AddConfigSection(OpenEpochConfig.Section);
}
