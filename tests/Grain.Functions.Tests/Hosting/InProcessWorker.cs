using Grain.Local.Host;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// The app as a worker in this process: the stand-in reaches it over gRPC on loopback as ever, and HTTP goes to it without a network.
/// </summary>
internal sealed class InProcessWorker : Worker
{
    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IHost host;

    static InProcessWorker()
    {
        // The worker looks for host.json and for the functions' assembly there.
        Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", AppContext.BaseDirectory);
        // Each would watch its settings' files, and a user may have few watches.
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
    }

    private InProcessWorker(IHost host)
    {
        this.host = host;
        Http = host.Services.GetRequiredService<IServer>() is TestServer server ? server.CreateHandler()
            : throw new InvalidOperationException("It has another server.");
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() =>
            ended.TrySetResult("asked to stop"));
    }

    public override Task<string> Ended => ended.Task;

    public override HttpMessageHandler Http { get; }

    /// <summary>How to start it, with something changed.</summary>
    public static LaunchWorker With(Action<FunctionsApplicationBuilder>? configure = null) => async (start, cancellation) =>
    {
        string[] settings =
            [.. start.Options.Settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];
        string[] host = [.. start.Configuration.Select(setting => $"--{setting.Key}={setting.Value}")];
        var app = GrainWorker.Build([.. settings, .. host], builder =>
        {
            builder.Services.AddSingleton<IServer, TestServer>();
            configure?.Invoke(builder);
        });
        await app.StartAsync(cancellation);
        return new InProcessWorker(app);
    };

    public override void Kill() => ended.TrySetResult("killed");

    public override async ValueTask DisposeAsync()
    {
        ended.TrySetResult("disposed of");
        await host.StopAsync();
        host.Dispose();
        Http.Dispose();
    }
}
