using Grain.Functions.Access.OpenId;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Limits;

namespace Grain.Functions;

/// <summary>The names of Grain's settings.</summary>
internal static class SettingNames
{
    /// <summary>Logs every setting <c>Grain__…</c> that has no effect: misspelt, or of another version.</summary>
    public static void TellUnknown(IConfiguration configuration, ILogger log)
    {
        foreach (var name in Unknown(configuration))
            log.LogWarning(LogEvents.UnknownSetting, "The setting {Name} is not known and has no effect", name);
    }

    /// <summary>The settings <c>Grain__…</c> that have no effect.</summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration)
    {
        string[] known =
        [
            .. typeof(GrainOptions).GetProperties().Select(property => property.Name), GrainOptions.SecretKeys, GrainOptions.OwnerKey,
            OpenIdSettings.Name, LimitOptions.Section,
        ];
        string[] limits = [.. typeof(LimitOptions).GetProperties().Select(property => property.Name)];
        return configuration.GetSection(GrainOptions.Section).GetChildren().Select(setting => setting.Key)
            .Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => $"{GrainOptions.Section}__{name}")
            .Concat(configuration.GetSection($"{GrainOptions.Section}:{LimitOptions.Section}").GetChildren().Select(setting => setting.Key)
                .Where(name => !limits.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(LimitOptions.SettingOf));
    }
}
