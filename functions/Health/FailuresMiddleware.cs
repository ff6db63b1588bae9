using System.Runtime.ExceptionServices;
using Grain.Functions.Hosting.Telemetry;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Health;

/// <summary>
/// Stands around every queue function: keeps why a message failed, and lets it fail, since the Functions host has the tries and the poison
/// queue.
/// </summary>
internal sealed class FailuresMiddleware(FailureRecords records, FunctionCatalogue catalogue) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception thrown) when (!context.CancellationToken.IsCancellationRequested)
        {
            var fault = thrown.Unwrapped();
            var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
            var text = await context.BindInputAsync<string>(context.FunctionDefinition.InputBindings.Values.First(binding =>
                binding.Type == TriggerTypes.Queue));
            Measures.Failures.Add(1, new("queue", queue), new("error", fault.GetType().Name));
            await records.RecordAsync(queue, text.Value ?? "", context.DequeueCount(), fault);
            ExceptionDispatchInfo.Throw(RedactedLogs.Redacted(fault)); // the host logs it
        }
    }
}
