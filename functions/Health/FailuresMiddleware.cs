using System.Runtime.ExceptionServices;
using Azure;
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
            if (context.DequeueCount() > 1) await ForgetAsync(context);
        }
        catch (Exception thrown) when (!context.CancellationToken.IsCancellationRequested)
        {
            var fault = thrown.Unwrapped();
            var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
            Measures.Failures.Add(1, new("queue", queue), new("error", fault.GetType().Name));
            await records.RecordAsync(queue, await TextAsync(context), context.DequeueCount(), fault);
            ExceptionDispatchInfo.Throw(RedactedLogs.Redacted(fault)); // the host logs it
        }
    }

    /// <summary>It has come through after all. What is not forgotten here is by and by: see <see cref="SweepFailures"/>.</summary>
    private async Task ForgetAsync(FunctionContext context)
    {
        try
        {
            await records.ForgetAsync(await catalogue.QueueOfAsync(context.FunctionDefinition.Name), await TextAsync(context),
                context.CancellationToken);
        }
        catch (Exception fault) when (fault is RequestFailedException or OperationCanceledException)
        {
            return; // the message counted
        }
    }

    private static async Task<string> TextAsync(FunctionContext context) =>
        (await context.BindInputAsync<string>(context.FunctionDefinition.InputBindings.Values.First(binding =>
            binding.Type == TriggerTypes.Queue))).Value ?? "";
}
