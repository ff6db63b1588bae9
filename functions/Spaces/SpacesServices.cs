using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>What the slice adds to the app.</summary>
internal static class SpacesServices
{
    public static IServiceCollection AddSpaces(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetService<IConfiguration>() is { } settings ? new SpaceSecrets(settings) : new SpaceSecrets())
        .AddSingleton<StorageFormats>().AddSingleton<SpaceDirectory>().AddSingleton<ListedSpaces>().AddSingleton<ConfigForm>()
        .AddSingleton<ConfigChange>().AddSingleton<SpaceChanges>().AddSingleton<SpaceRemains>().AddSingleton<EraseQueue>()
        .AddSingleton(provider => new ApiForm(provider.GetRequiredService<ConfigForm>().Config))
        .AddConfigSection(SpaceSections.DisplayName).AddConfigSection(SpaceSections.Enabled).AddConfigSection(SpaceSections.Epochs)
        .AddConfigSection(SpaceSections.Visibility)
        .AddSingleton(LookupOf("patchSpaceConfig")).AddSingleton(LookupOf("putSpaceConfig"))
        .AddSingleton(provider => new ActLookup(SpaceRows.RestoreVerb, async (space, told, cancellation) => space is not null
            && await provider.GetRequiredService<SpaceDirectory>().LookAsync(space, fresh: true, cancellation) is { } found
            && found.RestoredFrom == told.Target))
        .AddSingleton(provider => new ActLookup($"{SpaceRows.RestoreVerb} --discard", async (space, _, cancellation) => space is not null
            && !await provider.GetRequiredService<SpaceDirectory>().HasRowAsync(space, cancellation)));

    private static Func<IServiceProvider, ActLookup> LookupOf(string operation) => provider => new ActLookup(operation,
        (space, told, cancellation) => ConfigActs.FindAsync(provider.GetRequiredService<SpaceDirectory>(), space, told, cancellation));
}
