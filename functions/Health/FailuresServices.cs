namespace Grain.Functions.Health;

/// <summary>What the slice adds to the app.</summary>
internal static class FailuresServices
{
    public static IServiceCollection AddFailures(this IServiceCollection services) =>
        services.AddSingleton<FailureRecords>().AddSingleton<PoisonMessages>();
}
