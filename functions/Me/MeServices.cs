namespace Grain.Functions.Me;

/// <summary>What the slice adds to the app.</summary>
internal static class MeServices
{
    public static IServiceCollection AddMe(this IServiceCollection services) => services.AddSingleton<MeReader>();
}
