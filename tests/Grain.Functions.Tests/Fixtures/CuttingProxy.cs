using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// Stands between an app and its storage and lets everything through until a certain request comes. That one is refused, and everything
/// after it: for the storage it is as if the app had died at this point.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    private readonly Func<StorageRequest, Task<bool>> isCut;
    private readonly Action<StorageRequest> answered;
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient upstream = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly WebApplication app;
    private readonly Dictionary<int, Uri> targets = [];

    private CuttingProxy(Func<StorageRequest, Task<bool>> isCut, Action<StorageRequest> answered)
    {
        (this.isCut, this.answered) = (isCut, answered);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var _ in Services) kestrel.Listen(IPAddress.Loopback, 0);
        });
        app = builder.Build();
        app.Run(ForwardAsync);
    }

    /// <summary>How an app finds its storage by this way.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Completed when everything is refused.</summary>
    public Task Cut => cut.Task;

    /// <summary>Starts it.</summary>
    /// <param name="connectionString">The account, with the address of each service.</param>
    /// <param name="isCut">Whether it ends with this request; may wait before it says so.</param>
    /// <param name="answered">Told of each request that the storage has answered.</param>
    public static async Task<CuttingProxy> StartAsync(string connectionString, Func<StorageRequest, Task<bool>> isCut,
        Action<StorageRequest> answered)
    {
        var proxy = new CuttingProxy(isCut, answered);
        await proxy.app.StartAsync();
        var changed = connectionString;
        foreach (var (service, address) in Services.Zip(proxy.app.Urls))
        {
            var name = $"{service}Endpoint=";
            var from = connectionString.IndexOf(name, StringComparison.Ordinal) + name.Length;
            var endpoint = new Uri(connectionString[from..connectionString.IndexOf(';', from)]);
            proxy.targets[new Uri(address).Port] = endpoint;
            changed = changed.Replace($"{name}{endpoint.GetLeftPart(UriPartial.Authority)}", name + address, StringComparison.Ordinal);
        }

        proxy.ConnectionString = changed;
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        upstream.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = new StorageRequest(context.Request.Method, target, Encoding.UTF8.GetString(body.ToArray()));
        if (!Cut.IsCompleted && await isCut(request)) cut.TrySetResult();
        if (Cut.IsCompleted)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden; // which no client tries again
            return;
        }

        using var message = Copy(context.Request, target, body.ToArray());
        using var answer = await upstream.SendAsync(message);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive" or "Date"))
                context.Response.Headers[name] = values.ToArray();
        answered(request);
        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
            await answer.Content.CopyToAsync(context.Response.Body);
    }

    private HttpRequestMessage Copy(HttpRequest request, string target, byte[] body)
    {
        var authority = targets[request.HttpContext.Connection.LocalPort].GetLeftPart(UriPartial.Authority);
        // The signature covers the path as the client wrote it.
        var address = new Uri(authority + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (body.Length > 0 || request.ContentLength is not null) message.Content = new ByteArrayContent(body);
        foreach (var (name, values) in request.Headers)
            if (name is not ("Host" or "Connection" or "Transfer-Encoding")
                && !message.Headers.TryAddWithoutValidation(name, values.ToArray()))
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        return message;
    }
}

/// <summary>A request to the storage.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query, as they were sent.</param>
/// <param name="Body">Its body as text.</param>
internal sealed record StorageRequest(string Method, string Target, string Body);
