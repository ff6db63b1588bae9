using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Spaces;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Local.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// The app as the fixture uses it: HTTP, queues, and timers when they are asked for, on a clock that is given. All that the fixture knows
/// of how the app is hosted stands here.
/// </summary>
internal sealed class FixtureApp : IAsyncDisposable
{
    private readonly FunctionsHost host;

    private FixtureApp(FunctionsHost host)
    {
        this.host = host;
        Client = TestHost.ClientOf(host.Address);
    }

    /// <summary>A client of its HTTP.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts the app with its queues.</summary>
    /// <param name="connectionString">The storage account.</param>
    /// <param name="clock">What the app takes for the time.</param>
    /// <param name="idsAsThen">Write as the build did that wrote the data, and give commits the ids that it gave them.</param>
    public static async Task<FixtureApp> StartAsync(string connectionString, FixtureClock clock, bool idsAsThen = false)
    {
        var settings = new Dictionary<string, string>
        {
            ["Grain__LogLevel"] = "None", // a run that is cut complains a lot
            ["Grain__SecretKeys"] = GrainApp.SecretKeys,
            ["Grain__PrivateWebhooks"] = "true", // the recipe has a receiver on this machine
        };
        foreach (var timer in DueWork.OfTimers.Keys) settings[$"AzureWebJobs_{timer}_Disabled"] = "true"; // the recipe says when
        return new FixtureApp(await TestHost.StartAsync(connectionString, settings,
            builder => AsThen(idsAsThen ? WithAnyNames(builder.Services) : builder.Services, clock, idsAsThen),
            format: idsAsThen ? StorageFormats.First : null));
    }

    /// <summary>On the given clock, and computing epochs as the build did that wrote the data.</summary>
    private static void AsThen(IServiceCollection services, FixtureClock clock, bool idsAsThen) => services
        .AddSingleton<TimeProvider>(clock)
        .AddSingleton(provider => new FormerIds(provider.GetRequiredService<GrantLedger>(),
            provider.GetRequiredService<GrantGuard>())
        { WritesAsBefore = idsAsThen })
        .AddSingleton(provider =>
            new EpochRunner(provider.GetRequiredService<EpochStore>(), provider.GetRequiredService<EpochStages>(), clock)
            {
                Calculation = CalculationVersion.First,
                WithTrees = false,
            });

    /// <summary>Taking weights of types that nobody lists, as the build did that wrote the data.</summary>
    private static IServiceCollection WithAnyNames(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationInstance == CredConfig.WeightsSection));
        return services.AddConfigSection(new ConfigSection<GraphWeights>(CredConfig.WeightsSection.Name, CredConfig.WeightsSection.Place,
            CredConfig.WeightsSection.Json, () => new()));
    }

    /// <summary>Runs a timer function to its end.</summary>
    public Task RunTimerAsync(string name) => host.RunAsync(name);

    /// <summary>The verb <c>verify</c> over all spaces of an account.</summary>
    /// <returns>Whether everything holds, and a line for each check.</returns>
    public static async Task<(bool Holds, string Report)> VerifyAsync(string connectionString)
    {
        var (code, output, error) = await CommandLine.GrainAsync(connectionString, "verify");
        return (code == 0, output + error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }
}
