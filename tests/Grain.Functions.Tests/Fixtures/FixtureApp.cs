using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// The app as the fixture uses it: HTTP, queues, and timers when they are asked for, on a clock that is given. All that the fixture knows of
/// how the app is hosted stands here.
/// </summary>
internal sealed class FixtureApp : IAsyncDisposable
{
    private static readonly string[] Timers =
        ["ScheduleEpochs", "ExpireEscrows", "SweepCreditEvents", "CollectActivity", "ProjectLeaderboards", "SweepDeliveries", "SweepTransfers"];

    private readonly WebApplication app;

    private FixtureApp(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(GrainHost.Address(app)) };
    }

    /// <summary>A client of its HTTP.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts the app with its queues.</summary>
    /// <param name="connectionString">The storage account.</param>
    /// <param name="clock">What the app takes for the time.</param>
    public static async Task<FixtureApp> StartAsync(string connectionString, FixtureClock clock)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Grain:Port"] = "0",
            ["Grain:LogLevel"] = "None", // a run that is cut complains a lot
            ["Grain:SecretKeys"] = GrainApp.SecretKeys,
            ["AzureWebJobsStorage"] = connectionString,
            ["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "00:00:00", // five tries of a poisonous message without pauses
        };
        foreach (var timer in Timers) settings[$"AzureWebJobs.{timer}.Disabled"] = "true"; // the recipe says when
        var app = GrainHost.Build(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), AppContext.BaseDirectory,
            builder =>
            {
                Slices.AddTo(builder);
                builder.Services.AddSingleton<TimeProvider>(clock);
            },
            Slices.MapTo);
        await app.StartAsync();
        return new FixtureApp(app);
    }

    /// <summary>Runs a timer function to its end.</summary>
    public Task RunTimerAsync(string name) =>
        ((TimerFunction)app.Services.GetRequiredService<FunctionRegistry>().Find(name)!).Handle(new TimerInvocation(IsPastDue: false), CancellationToken.None);

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
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
