using System.Net;
using Grain.Functions.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Grain.Functions.Hosting;

/// <summary>
/// Builds and runs the app: under a Functions host as its custom handler, otherwise standalone. Everything that decides
/// how it runs is set here; the environment that a Functions host passes on (<c>ASPNETCORE_URLS</c> and the like) has no say.
/// </summary>
public static class GrainHost
{
    /// <summary>The Functions host does not restart a handler that ended with 0, and counts any other end but this as an error.</summary>
    internal const int PleaseRestart = 200;

    private const int Failed = 1;

    /// <summary>Serves until the process is asked to stop.</summary>
    /// <param name="services">Adds what the slices need.</param>
    /// <param name="functions">Maps the slices' functions.</param>
    /// <returns>The exit code: 0 only for a standalone app that was asked to stop.</returns>
    public static async Task<int> RunAsync(Action<WebApplicationBuilder> services, Action<WebApplication> functions)
    {
        try
        {
            var configuration = AppConfiguration.FromEnvironment();
            await using var app = Build(configuration, AppContext.BaseDirectory, services, functions);
            await app.StartAsync();
            Announce(app);
            await app.WaitForShutdownAsync();
            return app.Services.GetRequiredService<HostMode>().IsCustomHandler ? PleaseRestart : 0;
        }
        catch (Exception fault)
        {
            var expected = fault is SettingsException or ManifestException or IOException;
            await Console.Error.WriteLineAsync(Redaction.Apply("grain: cannot run: " + (expected ? fault.Message : fault.ToString().ReplaceLineEndings(" | "))));
            return Failed;
        }
    }

    /// <summary>Builds the app with all functions mapped and checked; nothing listens yet.</summary>
    internal static WebApplication Build(
        IConfiguration configuration, string appRoot, Action<WebApplicationBuilder> services, Action<WebApplication> functions)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = appRoot });
        builder.Configuration.AddConfiguration(configuration);
        var mode = HostMode.FromConfiguration(configuration);
        var settings = new SettingsReader(configuration);
        var options = GrainOptions.From(settings);

        AddCore(builder, mode, options);
        builder.Services.AddSingleton(AppRoot.Load(appRoot, configuration));
        Listen(builder, mode, options);
        AddStorage(builder, configuration);
        if (!mode.IsCustomHandler) builder.Services.AddHostedService<TriggerPumps>();
        services(builder);

        var app = builder.Build();
        foreach (var name in settings.Unknown()) app.Logger.LogWarning("The setting {Name} is not known and has no effect", name);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.MapGet("/", () => Results.Text("Grain\n")); // how the Functions host asks whether we serve
        app.MapHealth();
        functions(app);
        FunctionChecks.Verify(app.Services.GetRequiredService<AppRoot>(), app.Services.GetRequiredService<FunctionRegistry>(), ((IEndpointRouteBuilder)app).DataSources);
        return app;
    }

    /// <summary>Where a started app listens, for example <c>http://127.0.0.1:7071</c>.</summary>
    internal static string Address(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static void AddCore(WebApplicationBuilder builder, HostMode mode, GrainOptions options)
    {
        builder.Logging.SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // it would log what it throws, and RunAsync tells that
        builder.Services.AddSingleton<ILoggerProvider>(provider => new LineLoggerProvider(
            mode.IsCustomHandler ? LineFormat.Json : LineFormat.Plain,
            Console.OpenStandardOutput(),
            Console.OpenStandardError(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(mode).AddSingleton(options).AddSingleton<FunctionRegistry>();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true); // so that the problem can say where
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds));
    }

    private static void AddStorage(WebApplicationBuilder builder, IConfiguration configuration)
    {
        StorageService storage;
        try
        {
            storage = new StorageService(StorageAccount.FromConfiguration(configuration));
        }
        catch (FormatException fault)
        {
            throw new SettingsException(fault.Message);
        }

        builder.Services.AddSingleton(storage);
        builder.Services.AddSingleton(new ReadinessCheck("tables", cancellationToken => storage.Table("health").FindAsync("-", "-", cancellationToken)));
        builder.Services.AddSingleton(new ReadinessCheck("queues", cancellationToken => storage.Queue("health").CountAsync(cancellationToken)));
        builder.Services.AddSingleton(new ReadinessCheck("blobs", cancellationToken => storage.Container("health").DownloadAsync("-", cancellationToken)));
    }

    private static void Listen(WebApplicationBuilder builder, HostMode mode, GrainOptions options) =>
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, mode.CustomHandlerPort ?? options.Port);
        });

    private static void Announce(WebApplication app)
    {
        if (app.Services.GetRequiredService<HostMode>().IsCustomHandler) app.Logger.LogInformation("Serving on {Address}", Address(app));
        else Console.Out.WriteLine($"grain: serving on {Address(app)}");
    }
}
