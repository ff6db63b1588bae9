using System.Text.Json.Nodes;
using Yarp.ReverseProxy.Forwarder;

namespace Grain.Local.Host;

/// <summary>
/// Takes requests from outside and forwards each to the worker while the function runs, as the real host does. Keys are not asked for.
/// </summary>
internal sealed class HttpFront(Workers workers, HostSettings settings, FunctionsHostOptions options, IHttpForwarder forwarder)
{
    /// <summary>How long a request waits for a worker that is being started.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Between what tells that a function or its worker has failed: the connection, and the worker.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };
    private HttpRoutes? routes;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        WorkerChannel worker;
        try
        {
            worker = await workers.Current.WaitAsync(Patience, context.RequestAborted);
        }
        catch (Exception)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable; // for whoever is still there
            return;
        }

        routes ??= new HttpRoutes(worker.Functions.Where(function => !settings.IsDisabled(function.Name)), settings.RoutePrefix);
        var isAdmin = context.Request.Path.StartsWithSegments("/admin");
        var route = isAdmin ? null : await routes.FindAsync(context);
        if (FrontDoor.Refusal(context.Request, route is { Function.AuthLevel: "Anonymous" }, options.HostNames) is { } refused)
            await refused.ExecuteAsync(context);
        else if (isAdmin) await AdministerAsync(context.Request, context.Response, worker);
        else if (route is not { } found)
            context.Response.StatusCode = context.Request.Path != "/" ? StatusCodes.Status404NotFound
                : settings.HomepageDisabled ? StatusCodes.Status204NoContent : StatusCodes.Status200OK;
        else if (context.Request.ContentLength > settings.RequestBodyLimit)
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        else await ForwardAsync(context, worker, found.Function, TriggerInput.Of(context.Request, found.Values));
    }

    /// <summary>The host's own addresses: its state, and running a function by hand. The worker tells if that fails.</summary>
    private static async Task AdministerAsync(HttpRequest request, HttpResponse response, WorkerChannel worker)
    {
        if (request.Path.Equals("/admin/host/status") && HttpMethods.IsGet(request.Method))
        {
            await response.WriteAsJsonAsync(new { state = "Running" });
            return;
        }

        response.StatusCode = StatusCodes.Status404NotFound;
        if (!request.Path.StartsWithSegments("/admin/functions", out var name) || !HttpMethods.IsPost(request.Method)) return;
        var function =
            worker.Functions.FirstOrDefault(one => one.Trigger is "queueTrigger" or "timerTrigger" && name.Equals('/' + one.Name));
        if (function is null) return;
        try
        {
            var input = (await JsonNode.ParseAsync(request.Body) as JsonObject)?["input"]?.ToString() ?? "";
            _ = worker.InvokeAsync(function, Guid.NewGuid().ToString(), TriggerInput.Of(function, input), CancellationToken.None);
            response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (JsonException)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    private async Task ForwardAsync(HttpContext context, WorkerChannel worker, HostedFunction function, TriggerInput input)
    {
        var id = Guid.NewGuid().ToString();
        var headers = context.Request.Headers;
        headers["x-ms-invocation-id"] = id;
        headers.TryAdd("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        headers["X-Forwarded-Host"] = context.Request.Host.Value; // what the client says of it would stand in its place
        headers.TryAdd("X-Forwarded-Proto", context.Request.Scheme);

        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var forwarding = forwarder.SendAsync(context, worker.Address, worker.Http, Forwarding, HttpTransformer.Default, cut.Token).AsTask();
        var running = worker.InvokeAsync(function, id, input, stop.Token);
        if (await Task.WhenAny(forwarding, running) == forwarding && await forwarding != ForwarderError.None)
        {
            await stop.CancelAsync();
            await Task.WhenAny(running, Task.Delay(LastWords)); // a worker that died is known to be gone before its caller hears of it
            return;
        }

        try
        {
            await running;
        }
        catch (Exception fault) when (fault is FunctionFailedException or WorkerGoneException)
        {
            cut.CancelAfter(LastWords);
            await forwarding;
            if (context.Response.HasStarted)
            {
                context.Abort(); // half of an answer must not look like a whole one
                return;
            }

            context.Response.Clear();
            context.Response.StatusCode =
                fault is WorkerGoneException ? StatusCodes.Status502BadGateway : StatusCodes.Status500InternalServerError;
        }

        await forwarding;
    }
}
