namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>What the slice adds to the app.</summary>
internal static class CheckpointsServices
{
    public static IServiceCollection AddCheckpoints(this IServiceCollection services) => services
        .AddConfigSection(ProofsSection.Section).AddSingleton<CheckpointQueue>().AddSingleton<PublishCheckpoint>()
        .AddSingleton<SigningKeys>().AddSingleton<CheckpointBook>();
}
