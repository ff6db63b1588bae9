using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Grain.Functions.Access;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Host;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Host and worker with functions of the tests, and storage in which nothing is; one for the tests of a class.</summary>
public sealed class HttpHouse : IAsyncLifetime
{
    /// <summary>The site that is named in the settings.</summary>
    public const string Named = "https://pages.example";

    private FunctionsHost host = null!;

    /// <summary>What the app has logged.</summary>
    internal CapturedLog Log { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(await Azurite.ConnectionStringAsync(MemoryAccount.New()), new Dictionary<string, string>
        {
            ["Grain__MaxBodyBytes"] = "2048",
            ["Grain__CorsOrigins"] = $"{Named}, https://other.example:8443",
        }, builder =>
        {
            builder.Services.AddSingleton<IFunctionMetadataProvider, TestFunctions.Metadata>();
            builder.Services.AddSingleton(new OpenFunctions(TestFunctions.Names)).AddSingleton<ILoggerProvider>(Log);
        });
        Client = TestHost.ClientOf(host.Address);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }

    internal static HttpRequestMessage Post(string path, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    public async Task<(JsonElement Problem, string Text)> ProblemAsync(HttpRequestMessage request, int status)
    {
        using var response = await Client.SendAsync(request);
        request.Dispose();
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return (problem, text);
    }

    /// <summary>HttpClient would tidy the target up before it sends it.</summary>
    public async Task<string> RawGetAsync(string target)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        return answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }
}
