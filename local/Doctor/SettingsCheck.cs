using Grain.Functions;
using Grain.Functions.Access;
using Grain.Functions.Access.OpenId;
using Grain.Functions.Limits;
using Microsoft.Extensions.Options;

namespace Grain.Local.Doctor;

/// <summary>Whether the app would start with its settings, and which of them have no effect.</summary>
internal static class SettingsCheck
{
    private const string About = "settings";

    public static IEnumerable<Finding> Of(IConfiguration configuration)
    {
        var found = Faults(configuration).Select(fault => Finding.Fault(About, fault, "the app does not start: put it right "
            + "(docs/operations.md#settings)")).ToList();
        found.AddRange(CollectorSettings.PassedOver(configuration).Select(each => Finding.Look(About, each.Text, each.Cure)));
        found.AddRange(SettingNames.Unknown(configuration).Select(name => Finding.Look(About, $"{name} is not known and has no effect",
            "see whether its name is misspelt; all names are in local.settings.sample.json")));
        if (Flag(configuration, Loopback.Setting))
            found.Add(Finding.Look(About, $"{Loopback.Setting} is on: nobody is asked for a key", "for one's own machine only"));
        else if (!HasOwner(configuration))
            found.Add(Finding.Look(About, "no key opens everything: Grain__OwnerKey is not set",
                "./grain keys create --owner makes one; ./grain serve makes its own"));
        if (string.IsNullOrEmpty(configuration["Grain:SecretKeys"]))
            found.Add(Finding.Look(About, "secrets in configurations are kept as they are: Grain__SecretKeys is not set",
                "openssl rand -base64 32 makes a key; set it before people give secrets"));
        if (!found.Any(each => each.IsFault)) found.Insert(0, Finding.Ok(About, "the app would start with them"));
        return found;
    }

    /// <summary>What the app itself checks when it starts.</summary>
    private static IEnumerable<string> Faults(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(configuration).AddSingleton(TimeProvider.System);
        GrainOptions.AddTo(services, configuration);
        Slices.AddTo(services);
        using var provider = services.BuildServiceProvider();
        Action[] checks =
        [
            () => _ = provider.GetRequiredService<IOptions<GrainOptions>>().Value,
            () => _ = provider.GetRequiredService<IOptions<LimitOptions>>().Value,
            () => provider.GetRequiredService<SpaceSecrets>(),
            () => provider.GetRequiredService<OwnerKey>(),
            () => provider.GetRequiredService<Loopback>(),
            () => provider.GetRequiredService<OpenIdCallers>(),
            () => TelemetryExport.AddTo(new ServiceCollection(), configuration),
        ];
        return [.. checks.SelectMany(FaultsOf).Concat(CollectorSettings.Faults(configuration)).Distinct()]; // the app tells the first
    }

    private static IEnumerable<string> FaultsOf(Action check)
    {
        try
        {
            check();
            return [];
        }
        catch (OptionsValidationException fault)
        {
            return fault.Failures;
        }
        catch (Exception fault) when (fault is SettingsException or InvalidOperationException)
        {
            return [fault.Message];
        }
    }

    private static bool HasOwner(IConfiguration configuration)
    {
        try
        {
            return new OwnerKey(configuration).IsSet;
        }
        catch (SettingsException)
        {
            return true; // that it is none is said already
        }
    }

    private static bool Flag(IConfiguration configuration, string name) => configuration[name] is "1" or "true";
}
