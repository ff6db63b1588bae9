using System.Net;
using Grain.Functions.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>
/// The accounts in this process for whoever comes over HTTP: Microsoft's listeners, and other processes. One for the whole test run,
/// started when first asked for. Addresses have the form of the emulator's, and it asks for no signature.
/// </summary>
internal sealed class MemoryServer
{
    private static readonly Lazy<Task<MemoryServer>> Shared = new(StartAsync);

    private readonly WebApplication app;

    private MemoryServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            foreach (var _ in MemoryAccount.Services) kestrel.Listen(IPAddress.Loopback, 0);
        });
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>How an app finds an account.</summary>
    public static async Task<string> ConnectionStringAsync(string account)
    {
        var urls = (await Shared.Value).app.Urls;
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey=bWVtb3J5;"
            + string.Concat(MemoryAccount.Services.Zip(urls, (service, url) => $"{service}Endpoint={url}/{account};"));
    }

    /// <summary>
    /// A client of the account that a connection string leads to, without a network; <see langword="null"/> when it leads elsewhere.
    /// </summary>
    public static async Task<StorageService?> TryOpenAsync(string connectionString, StorageSettings settings)
    {
        const string Name = "AccountName=";
        var name = connectionString.Split(';').FirstOrDefault(part => part.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..];
        return name is not null && MemoryAccount.Has(name) && connectionString == await ConnectionStringAsync(name)
            ? MemoryAccount.TryOpen(name, settings) : null;
    }

    private static async Task<MemoryServer> StartAsync()
    {
        var server = new MemoryServer();
        await server.app.StartAsync();
        return server;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = MemoryRequest.Of(context.Request.Method, new Uri($"http://{IPAddress.Loopback}{target}"),
            name => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, body.ToArray());
        var port = context.Connection.LocalPort;
        var service = MemoryAccount.Services.Zip(app.Urls).First(each => new Uri(each.Second).Port == port).First;
        using var answer = await MemoryAccount.Named(target.Split('/', '?')[1]).AnswerAsync(service, request, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        foreach (var header in answer.Headers) context.Response.Headers[header.Name] = header.Value;
        if (answer.ContentStream is not MemoryStream { Length: > 0 } content) return;
        context.Response.ContentLength = content.Length;
        if (request.Method != "HEAD") await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
