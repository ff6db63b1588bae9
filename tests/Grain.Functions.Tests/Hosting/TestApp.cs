using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The app in this process on a free port, with the functions that a test maps.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    /// <summary>An account that nobody asks: its ports are closed.</summary>
    private const string NoStorage =
        "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=bm9ib2R5;BlobEndpoint=http://127.0.0.1:1/nobody;QueueEndpoint=http://127.0.0.1:1/nobody;TableEndpoint=http://127.0.0.1:1/nobody";

    private readonly WebApplication app;

    private TestApp(WebApplication app, CapturedLog log)
    {
        this.app = app;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(GrainHost.Address(app)) };
    }

    public HttpClient Client { get; }

    public CapturedLog Log { get; }

    public static async Task<TestApp> StartAsync(
        TestAppRoot root, Action<WebApplication> functions, Dictionary<string, string?>? settings = null, bool customHandler = true)
    {
        var log = new CapturedLog();
        var all = new Dictionary<string, string?>(settings ?? []) { ["Grain:Port"] = "0" };
        all.TryAdd("AzureWebJobsStorage", NoStorage);
        if (customHandler) all["FUNCTIONS_CUSTOMHANDLER_PORT"] = FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var app = GrainHost.Build(
            new ConfigurationBuilder().AddInMemoryCollection(all).Build(),
            root.Folder,
            builder => builder.Services.AddSingleton<ILoggerProvider>(log),
            functions);
        await app.StartAsync();
        return new TestApp(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await this.app.StopAsync();
        await this.app.DisposeAsync();
    }
}
