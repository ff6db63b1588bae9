namespace Grain.Functions.Reads.WhatIf;

/// <summary>What the slice adds to the app.</summary>
internal static class WhatIfServices
{
    public static IServiceCollection AddWhatIf(this IServiceCollection services) =>
        services.AddSingleton<EpochTrial>().AddSingleton<Replay>();
}
