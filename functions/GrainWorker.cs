using Grain.Functions.Access;
using Grain.Functions.Access.OpenId;
using Grain.Functions.Audit;
using Grain.Functions.Health;
using Grain.Functions.Hosting.Bodies;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Identities.Api;
using Grain.Functions.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Options;

namespace Grain.Functions;

/// <summary>Builds the app: an isolated worker, which the Functions host starts and calls.</summary>
internal static class GrainWorker
{
    /// <summary>Builds it; nothing runs yet.</summary>
    /// <param name="args">From the Functions host: how to reach it.</param>
    /// <param name="configure">Has the last word on what was added.</param>
    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static IHost Build(string[] args, Action<FunctionsApplicationBuilder>? configure = null)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.Configure<WorkerOptions>(worker =>
        {
            worker.InputConverters.RegisterAt<CancellationInput>(0);
            worker.InputConverters.RegisterAt<RequestedSpace>(1);
        });
        builder.UseWhen<IntakeFirstMiddleware>(context => context.IsFrom(TriggerTypes.Queue));
        builder.UseMiddleware<TelemetryMiddleware>();
        builder.UseWhen<NamesMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<ProblemsMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<FormatsMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<AccessMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<LimitsMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<ApiDoorsMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<AuditMiddleware>(context => context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<FailuresMiddleware>(context => context.IsFrom(TriggerTypes.Queue));
        builder.UseWhen<FormatsMiddleware>(context => !context.IsFrom(TriggerTypes.Http));
        builder.UseWhen<LimitsQueueMiddleware>(context => context.IsFrom(TriggerTypes.Queue));

        var options = builder.Configuration.GetSection(GrainOptions.Section);
        GrainOptions.AddTo(builder.Services, builder.Configuration);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout =
            TimeSpan.FromSeconds(options.GetValue(nameof(GrainOptions.ShutdownSeconds), new GrainOptions().ShutdownSeconds)));
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // see BodyLimit
            kestrel.Limits.MaxRequestBufferSize = 64 * 1024; // what waits there is counted nowhere else; as large as the headers may be
            // The Functions host adds headers to each request and escapes its path anew. What it lets pass and this server refuses would
            // wait 15 s for an answer.
            kestrel.Limits.MaxRequestHeaderCount *= 2;
            kestrel.Limits.MaxRequestHeadersTotalSize *= 2;
            kestrel.Limits.MaxRequestLineSize *= 4;
        });
        builder.Logging.SetMinimumLevel(options.GetValue(nameof(GrainOptions.LogLevel), new GrainOptions().LogLevel))
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);

        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(StorageOf(builder.Configuration));
        builder.Services.AddSingleton<AnswerHeaders>().AddSingleton<FunctionCatalogue>().AddSingleton<StatusReader>();
        builder.Services.AddSingleton(services =>
            HostKeys.Of(new GeneratedFunctionMetadataProvider(), services.GetRequiredService<IOptions<GrainOptions>>().Value));
        builder.Services.AddSingleton<KeptApiDocument>().AddSingleton<ApiDoors>();
        StorageHealth.AddTo(builder.Services.AddHealthChecks());
        builder.Services.AddSingleton(DoorOf);
        Slices.AddTo(builder.Services);
        TelemetryExport.AddTo(builder.Services, builder.Configuration);
        WithoutDataProtection(builder.Services);
        configure?.Invoke(builder);
        builder.Services.RedactLogs();

        var host = builder.Build();
        SettingNames.TellUnknown(builder.Configuration, host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Grain.Functions"));
        // A key that is none keeps the app from starting.
        _ = (host.Services.GetRequiredService<SpaceSecrets>(), host.Services.GetRequiredService<OwnerKey>(),
            host.Services.GetRequiredService<Loopback>(), host.Services.GetRequiredService<OpenIdCallers>());
        return host;
    }

    /// <summary>
    /// The largest body always finds room when it is alone: its blocks and, while they are put together, all of it once more.
    /// </summary>
    private static BodyDoor DoorOf(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<GrainOptions>>().Value;
        long[] largest = [options.MaxBodyBytes, options.MaxWebhookBodyBytes, ActivityFunctions.StreamBytesMax];
        var most = Math.Max(options.BodyMemoryBytes, (2 * largest.Max()) + (1 << 20));
        return new BodyDoor(new BodyBudget(most, services.GetRequiredService<TimeProvider>()), options.TrustedHops);
    }

    private static StorageService StorageOf(IConfiguration configuration)
    {
        try
        {
            return new StorageService(StorageAccount.FromConfiguration(configuration),
                new StorageSettings(TimeProvider.System, Random.Shared));
        }
        catch (FormatException fault)
        {
            throw new SettingsException(fault.Message);
        }
    }

    /// <summary>
    /// MVC, which the worker brings along, would write keys for cookies into the home folder at every start; Grain has no cookies.
    /// </summary>
    private static void WithoutDataProtection(IServiceCollection services)
    {
        foreach (var service in services.Where(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
            services.Remove(service);
    }
}
