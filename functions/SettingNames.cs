using Grain.Functions.Access.OpenId;

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
            OpenIdSettings.Name,
        ];
        foreach (var setting in configuration.GetSection(GrainOptions.Section).GetChildren())
            if (!known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                log.LogWarning("The setting {Name} is not known and has no effect", $"{GrainOptions.Section}__{setting.Key}");
    }
}
