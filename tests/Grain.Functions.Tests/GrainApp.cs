using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests;

/// <summary>
/// The whole app in this process, standalone with its pumps, on the shared emulator. Queues are shared by all tests of a run,
/// as they are by the instances of an app in Azure; whichever app takes a message, it works for the right space.
/// </summary>
internal sealed class GrainApp : IAsyncDisposable
{
    public const string Secret = "a-secret-of-the-tests";
    private readonly WebApplication app;

    private GrainApp(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(GrainHost.Address(app)) };
    }

    public HttpClient Client { get; }

    /// <param name="settings">Further settings of the app.</param>
    public static async Task<GrainApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var azurite = await Azurite.SharedAsync();
        var app = GrainHost.Build(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Grain:Port"] = "0",
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
            }).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build(),
            AppContext.BaseDirectory, Slices.AddTo, Slices.MapTo);
        await app.StartAsync();
        return new GrainApp(app);
    }

    /// <summary>Makes a space of its own for the test.</summary>
    public async Task<string> NewSpaceAsync(string config = """{"webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}""")
    {
        var space = Azurite.NewName("space-");
        var (status, _) = await SendAsync(HttpMethod.Put, $"spaces/{space}", config);
        Assert.Equal(HttpStatusCode.Created, status);
        return space;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        return await SendAsync(method, path, content, headers);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/{path}") { Content = content };
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1 << 20; // so that a refusal comes before the body goes
        if (content is not null) content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Sends a webhook as GitHub does.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> DeliverAsync(string space, string eventName, string payload, string delivery, string secret = Secret) =>
        SendAsync(HttpMethod.Post, $"spaces/{space}/webhooks/github", payload,
            ("X-GitHub-Event", eventName), ("X-GitHub-Delivery", delivery),
            (WebhookSignature.Header, WebhookSignature.Sign(Encoding.UTF8.GetBytes(payload), Encoding.UTF8.GetBytes(secret))));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
