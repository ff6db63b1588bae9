namespace Grain.Functions.Spaces;

/// <summary>
/// Something that a configuration can no longer say otherwise, since it gave numbers or names that exist their meaning. Each slice
/// registers its own.
/// </summary>
/// <param name="RefuseAsync">Why a space cannot have this configuration instead of its own, for people; <see langword="null"/> if it
/// can.</param>
internal sealed record ConfigRule(Func<Space, SpaceConfig, CancellationToken, Task<string?>> RefuseAsync);

/// <summary>How a part of a configuration that names people is spelled before it is stored. Each slice registers its own.</summary>
/// <param name="SpellAsync">The configuration as it is to be stored.</param>
internal sealed record ConfigSpelling(Func<JournalSpace, SpaceConfig, CancellationToken, Task<SpaceConfig>> SpellAsync);

/// <summary>Registers what a slice knows of configurations.</summary>
internal static class ConfigServices
{
    /// <summary>Adds a section.</summary>
    public static IServiceCollection AddConfigSection(this IServiceCollection services, ConfigSection section) =>
        services.AddSingleton(section);

    /// <summary>Adds a rule that a service of the slice knows.</summary>
    public static IServiceCollection AddConfigRule<TService>(
        this IServiceCollection services, Func<TService, Space, SpaceConfig, CancellationToken, Task<string?>> refuse)
            where TService : class =>
        services.AddSingleton(provider =>
            new ConfigRule((space, config, cancellation) => refuse(provider.GetRequiredService<TService>(), space, config, cancellation)));
}

/// <summary>
/// The decimals of a space's token, for answers about grain of slices that lie below the accounts, whose section of the configuration says
/// it.
/// </summary>
internal sealed record TokenDecimals(Func<SpaceConfig, int> Of);
