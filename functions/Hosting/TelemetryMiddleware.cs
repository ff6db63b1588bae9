using System.Diagnostics;
using Grain.Functions.Hosting.Telemetry;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Hosting;

/// <summary>
/// Stands around every function. Of a request it measures how long it took and how it ended; the work that a message asks for it puts into
/// the trace of who sent it.
/// </summary>
internal sealed class TelemetryMiddleware(FunctionCatalogue catalogue) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.IsFrom(TriggerTypes.Http) ? Measures.Requests.Enabled ? RequestAsync(context, next) : next(context)
        : context.IsFrom(TriggerTypes.Queue) && Traces.IsOn ? MessageAsync(context, next) : next(context);

    private static async Task RequestAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        var (began, status) = (Stopwatch.GetTimestamp(), StatusCodes.Status500InternalServerError);
        try
        {
            await next(context);
            status = context.GetHttpContext()?.Response.StatusCode ?? status;
        }
        finally
        {
            Measures.Requests.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("function", context.FunctionDefinition.Name),
                new("status", $"{status / 100}xx"));
            Tell(Activity.Current, context.GetHttpContext(), status);
        }
    }

    /// <summary>For the host a function that answered has succeeded, whatever it answered.</summary>
    private static void Tell(Activity? span, HttpContext? http, int status)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("http.response.status_code", status);
        if (http?.Request.RouteValues.TryGetValue("space", out var space) == true) span.SetTag("grain.space", space);
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }

    private async Task MessageAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
        var text = await context.BindInputAsync<string>(context.FunctionDefinition.InputBindings.Values.First(binding =>
            binding.Type == TriggerTypes.Queue));
        using var span = Traces.StartOfMessage($"process {queue}", TracedMessage.Of(text.Value ?? ""));
        span?.SetTag("messaging.system", "azure_queues").SetTag("messaging.destination.name", queue)
            .SetTag("grain.try", context.DequeueCount());
        try
        {
            await next(context);
        }
        catch (Exception fault)
        {
            span.Failed(fault.Unwrapped());
            throw;
        }
    }
}
