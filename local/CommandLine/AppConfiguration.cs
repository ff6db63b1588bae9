namespace Grain.Local.CommandLine;

/// <summary>Where settings come from on a laptop: the environment and <c>local.settings.json</c>. The environment wins.</summary>
internal static class AppConfiguration
{
    /// <summary>The settings that hold in a folder.</summary>
    /// <exception cref="SettingsException">The file in it is not what it should be.</exception>
    public static IConfiguration Read(string folder) =>
        new ConfigurationBuilder().AddInMemoryCollection(LocalSettings.Read(folder)).AddEnvironmentVariables().Build();
}
