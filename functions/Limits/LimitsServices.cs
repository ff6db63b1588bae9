namespace Grain.Functions.Limits;

/// <summary>What the slice adds to the app.</summary>
internal static class LimitsServices
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<LimitOptions>>(provider =>
            new Microsoft.Extensions.Options.ConfigureNamedOptions<LimitOptions>(null, options =>
                provider.GetService<IConfiguration>()?.GetSection($"{GrainOptions.Section}:{LimitOptions.Section}").Bind(options)));
        return services.AddSingleton<UsageBook>().AddSingleton<WaitingMessages>();
    }
}
