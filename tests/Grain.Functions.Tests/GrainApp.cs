using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Access;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Hosting.OpenApi;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Proof;
using Grain.Local.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests;

/// <summary>
/// The whole app in this process, as the worker of a stand-in for the Functions host: one for the whole test run, started when first asked
/// for, in a storage account of its own. Each test has its own spaces in it.
/// </summary>
internal sealed class GrainApp
{
    public const string Secret = "a-secret-of-the-tests";

    /// <summary>What opens the secrets that its spaces keep.</summary>
    public const string SecretKeys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly Lazy<Task<GrainApp>> Shared = new(StartAsync);

    private GrainApp(FunctionsHost host, JsonElement apiDocument, string account, string connectionString)
    {
        Account = account;
        ConnectionString = connectionString;
        ApiDocument = apiDocument;
        Functions = host.Functions;
        Documented = new DocumentedApi(apiDocument, new SocketsHttpHandler());
        Client = TestHost.ClientOf(host.Address, Documented);
    }

    /// <summary>Its answers are held against the API document.</summary>
    public HttpClient Client { get; }

    /// <summary>Looks for what ought not to be told in all that it logs and measures.</summary>
    public required Canaries Canaries { get; init; }

    /// <summary>The identity provider that it trusts.</summary>
    public required LocalIssuer Issuer { get; init; }

    /// <summary>A client of somebody who has signed in there.</summary>
    public HttpClient ClientOf(string subject, params string[] roles) =>
        TestHost.ClientOf(Client.BaseAddress, key: Issuer.Token(TimeProvider.System.GetUtcNow(), subject, roles));

    /// <summary>What holds them against it.</summary>
    public DocumentedApi Documented { get; }

    /// <summary>The API document, as it is served.</summary>
    public JsonElement ApiDocument { get; }

    /// <summary>What the app has told the host of its functions.</summary>
    public IReadOnlyList<HostedFunction> Functions { get; }

    /// <summary>The storage account that the app works on.</summary>
    public string Account { get; }

    public string ConnectionString { get; }

    /// <summary>A client of that account.</summary>
    public StorageService Storage => MemoryAccount.TryOpen(Account, Azurite.Settings())!;

    public static Task<GrainApp> SharedAsync() => Shared.Value;

    private static async Task<GrainApp> StartAsync()
    {
        var account = MemoryAccount.New();
        var connectionString = await Azurite.ConnectionStringAsync(account);
        var (issuer, canaries) = (await LocalIssuer.StartAsync(), new Canaries(TestHost.OwnerKey, SecretKeys));
        var host = await TestHost.StartAsync(connectionString, new Dictionary<string, string>
        {
            ["Grain__OpenId__0__Authority"] = issuer.Authority,
            ["Grain__OpenId__0__Audience"] = LocalIssuer.Audience,
            ["Grain__OpenId__0__ClientId"] = LocalIssuer.ClientId,
            ["AzureWebJobs_EpochsSchedule_Disabled"] = "true", // epochs run when a test says so
            ["AzureWebJobs_ActivityCollect_Disabled"] = "true", // and so do unlocks, of which a fixture has none
            ["Grain__SecretKeys"] = SecretKeys, // so that secrets are stored encrypted
            ["Grain__PrivateWebhooks"] = "true", // receivers of events are on this machine
            ["GRAIN_SECRET_GITLAB"] = "the-secret-of-a-setting",
        }, builder => builder.Services.AddSingleton<ILoggerProvider>(canaries));
        using var client = TestHost.ClientOf(host.Address);
        var apiDocument = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/openapi.json", UriKind.Relative))).RootElement;
        return new GrainApp(host, apiDocument, account, connectionString) { Issuer = issuer, Canaries = canaries };
    }

    /// <summary>A space as it is stored.</summary>
    public async Task<Grain.Functions.Spaces.Space> FindSpaceAsync(string space) =>
        (await new Grain.Functions.Spaces.SpaceDirectory(Storage, TimeProvider.System).FindAsync(space, fresh: true, default))!;

    /// <summary>Makes a space of its own for the test.</summary>
    public async Task<string> NewSpaceAsync(
        string config = """{"webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}""", string form = "plain")
    {
        var space = Azurite.NewName("space-");
        var (status, _) = await SendAsync(HttpMethod.Put, $"spaces/{space}?form={form}", config);
        Assert.Equal(HttpStatusCode.Created, status);
        return space;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null,
        params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        return await SendAsync(method, path, content, headers);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, HttpContent? content,
        params (string Name, string Value)[] headers)
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
    public Task<(HttpStatusCode Status, JsonElement Body)> DeliverAsync(string space, string eventName, string payload, string delivery,
        string secret = Secret) =>
        SendAsync(HttpMethod.Post, $"spaces/{space}/webhooks/github", payload,
            ("X-GitHub-Event", eventName), ("X-GitHub-Delivery", delivery),
            (WebhookSignature.Header, WebhookSignature.Sign(Encoding.UTF8.GetBytes(payload), Encoding.UTF8.GetBytes(secret))));
}
