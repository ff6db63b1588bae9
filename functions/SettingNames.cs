using Grain.Functions.Access.OpenId;
using Grain.Functions.Limits;
using Grain.Functions.Telemetry;

namespace Grain.Functions;

/// <summary>The names of Grain's settings.</summary>
internal static class SettingNames
{
    /// <summary>Logs every setting <c>Grain__…</c> that has no effect: misspelt, or of another version.</summary>
    public static void TellUnknown(IConfiguration configuration, ILogger log)
    {
        string[] known =
        [
            .. typeof(GrainOptions).GetProperties().Select(property => property.Name), GrainOptions.SecretKeys, GrainOptions.OwnerKey,
            OpenIdSettings.Name, LimitOptions.Section,
        ];
        foreach (var setting in configuration.GetSection(GrainOptions.Section).GetChildren())
            if (!known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                log.LogWarning(LogEvents.UnknownSetting,
                    "The setting {Name} is not known and has no effect", $"{GrainOptions.Section}__{setting.Key}");
        string[] limits = [.. typeof(LimitOptions).GetProperties().Select(property => property.Name)];
        foreach (var setting in configuration.GetSection($"{GrainOptions.Section}:{LimitOptions.Section}").GetChildren())
            if (!limits.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                log.LogWarning(LogEvents.UnknownSetting,
                    "The setting {Name} is not known and has no effect", LimitOptions.SettingOf(setting.Key));
    }
}
