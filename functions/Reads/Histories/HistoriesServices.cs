namespace Grain.Functions.Reads.Histories;

/// <summary>What the slice adds to the app.</summary>
internal static class HistoriesServices
{
    public static IServiceCollection AddHistories(this IServiceCollection services) => services.AddSingleton<PersonHistory>()
        .AddSingleton<SpaceFeed>();
}
