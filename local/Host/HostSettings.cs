namespace Grain.Local.Host;

/// <summary>
/// host.json and the app's settings, laid out as Microsoft's code looks for them. Settings <c>AzureFunctionsJobHost__…</c> go before
/// host.json.
/// </summary>
internal sealed class HostSettings(FunctionsHostOptions options)
{
    private const string HostJson = "AzureFunctionsJobHost";

    /// <summary>All of it.</summary>
    public IConfiguration Configuration { get; } = new ConfigurationBuilder()
        .AddInMemoryCollection(new ConfigurationBuilder().AddJsonFile(Path.Combine(options.AppFolder, "host.json")).Build().AsEnumerable()
            .Select(entry => KeyValuePair.Create($"{HostJson}:{entry.Key}", entry.Value)))
        .AddEnvironmentVariables()
        .AddInMemoryCollection(options.Settings.Select(entry =>
            KeyValuePair.Create(entry.Key.Replace("__", ":", StringComparison.Ordinal), (string?)entry.Value)))
        .AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsConfigurationSection", (string?)HostJson)])
        .Build();

    /// <summary>Comes before every route.</summary>
    public string RoutePrefix => Configuration[$"{HostJson}:extensions:http:routePrefix"] ?? "api";

    /// <summary>How long a function may run.</summary>
    public TimeSpan FunctionTimeout => Configuration[$"{HostJson}:functionTimeout"] == "-1"
        ? Timeout.InfiniteTimeSpan : Configuration.GetValue($"{HostJson}:functionTimeout", TimeSpan.FromMinutes(30));

    /// <summary>Largest request body in bytes.</summary>
    public long RequestBodyLimit => Configuration.GetValue("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", 104_857_600L);

    /// <summary>Whether <c>/</c> shows nothing where no function has it.</summary>
    public bool HomepageDisabled => Configuration.GetValue("AzureWebJobsDisableHomepage", false);

    /// <summary>Whether a setting switches a function off.</summary>
    public bool IsDisabled(string function) =>
        (Configuration[$"AzureWebJobs.{function}.Disabled"]
            ?? Configuration[$"AzureWebJobs_{function}_Disabled"])?.ToUpperInvariant() is "1" or "TRUE";
}
