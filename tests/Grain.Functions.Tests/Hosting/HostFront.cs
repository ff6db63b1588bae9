using System.Net;
using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// The public side of the Functions host: takes the first HTTP function by name whose route and methods match, and passes
/// the request on as it came (<c>enableProxyingHttpRequest</c>). What matches nothing is 404, a wrong method too.
/// </summary>
internal sealed class HostFront : IAsyncDisposable
{
    private static readonly string[] HopByHop = ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Proxy-Connection", "TE", "Trailer"];

    private readonly WebApplication app;
    private readonly HandlerProcess handler;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None });

    private HostFront(AppRoot root, HandlerProcess handler)
    {
        this.handler = handler;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.UseRouting();
        app.Use(MethodMismatchIsNotFoundAsync);
        var functions = root.Manifests.Values.Where(manifest => manifest.Trigger is HttpTrigger).OrderBy(manifest => manifest.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (order, manifest) in functions.Index()) Map(root, (HttpTrigger)manifest.Trigger, order);
    }

    public Uri Address => new(app.Urls.Single());

    public static async Task<HostFront> StartAsync(AppRoot root, HandlerProcess handler)
    {
        var front = new HostFront(root, handler);
        await front.app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    private static Task MethodMismatchIsNotFoundAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint is RouteEndpoint) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound; // routing's own answer to a wrong method
        return Task.CompletedTask;
    }

    private void Map(AppRoot root, HttpTrigger trigger, int order)
    {
        var route = trigger.Route.Below(root.Settings.RoutePrefix).Text;
        var endpoint = trigger.Methods.Count == 0 ? app.Map(route, (RequestDelegate)PassOnAsync) : app.MapMethods(route, trigger.Methods, (RequestDelegate)PassOnAsync);
        endpoint.WithOrder(order);
    }

    private async Task PassOnAsync(HttpContext context)
    {
        await this.handler.ReadyAsync();
        using var request = Copy(context.Request);
        using var response = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private HttpRequestMessage Copy(HttpRequest incoming)
    {
        var target = incoming.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var address = new Uri($"http://127.0.0.1:{this.handler.Port}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), address);
        var hasBody = incoming.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        if (hasBody) request.Content = new StreamContent(incoming.Body);
        foreach (var (name, values) in incoming.Headers)
        {
            if (HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", incoming.HttpContext.TraceIdentifier);
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-HostVersion", "4.1037.0");
        return request;
    }
}
