namespace Grain.Functions.Hosting;

/// <summary>How a slice puts its functions into the app. Each name has a <c>functions/Slice/Name/function.json</c>; the app does not start otherwise.</summary>
public static class FunctionMap
{
    /// <summary>
    /// Declares an HTTP function and returns the group, at the route prefix (<c>/api</c>), in which to map its endpoints
    /// by their full routes below it. Each of them must lie within the route and the methods of the manifest, since the
    /// Functions host sends nothing else.
    /// </summary>
    public static RouteGroupBuilder MapHttpFunction(this WebApplication app, string name)
    {
        app.Services.GetRequiredService<FunctionRegistry>().Add(new HttpFunction(name));
        var group = app.MapGroup(app.Services.GetRequiredService<AppRoot>().Settings.RoutePrefix);
        group.WithMetadata(new HttpFunctionOf(name));
        return group;
    }

    /// <summary>
    /// Declares a queue function. <paramref name="handle"/> gets each message at least once, up to 24 at a time and in any
    /// order; it must be idempotent. If it throws, the message comes again, and after the fifth time goes to the poison queue.
    /// </summary>
    public static void MapQueueFunction(this WebApplication app, string name, Func<QueueInvocation, CancellationToken, Task> handle)
    {
        var watched = Watched(app, name, handle);
        app.Services.GetRequiredService<FunctionRegistry>().Add(new QueueFunction(name, watched));
        MapInvocation(app, name, (request, cancellationToken) => watched(request.AsQueueMessage(), cancellationToken));
    }

    /// <summary>Declares a timer function. Runs of one timer do not overlap; one that throws is not repeated before its next time.</summary>
    public static void MapTimerFunction(this WebApplication app, string name, Func<TimerInvocation, CancellationToken, Task> handle)
    {
        app.Services.GetRequiredService<FunctionRegistry>().Add(new TimerFunction(name, handle));
        MapInvocation(app, name, (request, cancellationToken) => handle(request.AsTimer(), cancellationToken));
    }

    private static Func<QueueInvocation, CancellationToken, Task> Watched(WebApplication app, string name, Func<QueueInvocation, CancellationToken, Task> handle) =>
        app.Services.GetService<QueueWatch>() is { } watch
        && app.Services.GetRequiredService<AppRoot>().Manifests.GetValueOrDefault(name)?.Trigger is QueueTrigger trigger
            ? watch.Around(trigger.QueueName, handle)
            : handle;

    // Standalone, the pumps call the handlers in the process; anybody could reach the address, so it does not exist.
    private static void MapInvocation(WebApplication app, string name, Func<InvocationRequest, CancellationToken, Task> call)
    {
        if (!app.Services.GetRequiredService<HostMode>().IsCustomHandler) return;
        if (!app.Services.GetRequiredService<AppRoot>().Manifests.TryGetValue(name, out var manifest)) return; // refused when all functions are checked
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger($"Grain.Functions.{name}");
        app.MapPost($"/{name}", InvocationEndpoint.For(name, manifest.Trigger.Binding, logger, call)).WithBodyLimit(InvocationEndpoint.MaxBodyBytes);
    }
}

/// <summary>Something that stands around every queue function, whoever calls it.</summary>
/// <param name="Around">From the queue's name and the handler to the handler that is called instead.</param>
internal sealed record QueueWatch(Func<string, Func<QueueInvocation, CancellationToken, Task>, Func<QueueInvocation, CancellationToken, Task>> Around);

/// <summary>Marks an endpoint with the HTTP function it belongs to.</summary>
internal sealed record HttpFunctionOf(string Name);
