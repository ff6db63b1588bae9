using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Grain.Local.Host;

/// <summary>
/// A stand-in for the Azure Functions host, for laptops and tests: starts the app as its worker over the real protocol, serves HTTP on
/// 127.0.0.1, and runs queues and timers with Microsoft's listeners. Keys are not asked for.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly Workers workers;
    private Listeners? listeners;

    private FunctionsHost(WebApplication web) => (this.web, workers) = (web, web.Services.GetRequiredService<Workers>());

    /// <summary>Where it serves, for example <c>http://127.0.0.1:7071/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The app's functions in the order in which routes are tried.</summary>
    public IReadOnlyList<HostedFunction> Functions { get; private set; } = [];

    /// <summary>Ends with the host; fails when the worker ends over and over as it starts.</summary>
    public Task Completion => workers.Running;

    /// <summary>Process id of the worker, or 0 while it is being started.</summary>
    public int WorkerProcessId => workers.Current is { IsCompletedSuccessfully: true } ready ? ready.Result.Worker.ProcessId : 0;

    /// <summary>
    /// Starts, and waits until requests are answered. Queues and timers begin a little later, as soon as there is storage.
    /// </summary>
    /// <exception cref="InvalidOperationException">The app does not start, or the port is taken; the message says why.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellation = default)
    {
        options = options with { AppFolder = Path.GetFullPath(options.AppFolder) };
        var host = new FunctionsHost(Build(options, new HostSettings(options)));
        try
        {
            await host.BeginAsync(options, cancellation);
            return host;
        }
        catch (Exception fault)
        {
            await host.DisposeAsync();
            if (fault is IOException) throw new InvalidOperationException($"Port {options.Port} cannot be used: {fault.Message}", fault);
            throw;
        }
    }

    /// <summary>Runs a queue or timer function by hand, to its end; throws if it fails.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="text">The message; nothing for a timer.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(string function, string text = "", CancellationToken cancellation = default)
    {
        var worker = await workers.Current.WaitAsync(cancellation);
        var known = worker.Functions.First(one => one.Name == function);
        await worker.InvokeAsync(known, Guid.NewGuid().ToString(), TriggerInput.Of(known, text), cancellation);
    }

    /// <summary>Ends the worker at once, as a crash would; another one is started.</summary>
    public void KillWorker()
    {
        if (workers.Current is { IsCompletedSuccessfully: true } ready) ready.Result.Worker.Kill();
    }

    /// <summary>Takes nothing new, waits up to ten seconds for what is under way, and ends the worker.</summary>
    public async ValueTask DisposeAsync()
    {
        if (listeners is not null) await listeners.DisposeAsync();
        await workers.StopAsync();
        await web.DisposeAsync();
    }

    /// <summary>
    /// One server with two doors: the first for the worker's gRPC, the second for the world. Requests wait at the second until there is a
    /// worker.
    /// </summary>
    private static WebApplication Build(FunctionsHostOptions options, HostSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.RequestBodyLimit;
            kestrel.Limits.MaxRequestBufferSize = 128 * 1024; // what the worker does not take waits at the caller's
            kestrel.Limits.MinRequestBodyDataRate = null; // how slow a client may be, the worker says
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Logging.AddProvider(new HostLog("", options.Log)).AddFilter("Azure", LogLevel.Error).AddFilter("Function", LogLevel.None)
            .AddFilter("Host.Results", LogLevel.None);
        foreach (var talkative in (string[])["Microsoft", "Host", "Grpc", "Yarp"]) builder.Logging.AddFilter(talkative, LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // whoever starts it tells why it does not
        builder.Logging.AddConfiguration(settings.Configuration.GetSection("AzureFunctionsJobHost:logging"));
        builder.Services.AddSingleton(options).AddSingleton(settings).AddSingleton<Workers>().AddSingleton<HttpFront>().AddHttpForwarder();
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var web = builder.Build();
        web.MapWhen(context => context.Request.Protocol == "HTTP/2",
            worker => worker.UseRouting().UseEndpoints(endpoints => endpoints.MapGrpcService<Workers>()));
        web.Run(web.Services.GetRequiredService<HttpFront>().HandleAsync);
        return web;
    }

    private async Task BeginAsync(FunctionsHostOptions options, CancellationToken cancellation)
    {
        await web.StartAsync(cancellation);
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Address = new Uri(addresses[1]);
        workers.Start(addresses[0]);
        Functions = (await workers.Current.WaitAsync(cancellation)).Functions;
        if (!options.Listens) return;
        var settings = web.Services.GetRequiredService<HostSettings>();
        listeners = new Listeners(Functions, settings, TimeSpan.FromSeconds(options.QueueLeaseSeconds), InvokeAsync,
            web.Services.GetRequiredService<ILoggerFactory>());
        listeners.Start();
    }

    private async Task InvokeAsync(HostedFunction function, TriggerInput input, CancellationToken cancellation)
    {
        // A worker that was given up does not come: its messages stay where they are.
        if (workers.Running.IsFaulted) await Task.Delay(Timeout.Infinite, cancellation);
        var worker = await workers.Current.WaitAsync(cancellation);
        await worker.InvokeAsync(function, Guid.NewGuid().ToString(), input, cancellation);
    }
}
