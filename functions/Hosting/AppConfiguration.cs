namespace Grain.Functions.Hosting;

/// <summary>Where settings come from: the environment and, standalone, <c>local.settings.json</c> in the current folder. The environment wins.</summary>
internal static class AppConfiguration
{
    /// <exception cref="SettingsException">The file is not what it should be.</exception>
    public static IConfiguration FromEnvironment()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (HostMode.FromConfiguration(environment).IsCustomHandler) return environment;
        return new ConfigurationBuilder()
            .AddInMemoryCollection(LocalSettings.Read(Directory.GetCurrentDirectory()))
            .AddConfiguration(environment)
            .Build();
    }
}
