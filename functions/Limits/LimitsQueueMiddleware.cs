using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Limits;

/// <summary>Stands before every queue function, and lets messages wait whose space is at its limit.</summary>
internal sealed class LimitsQueueMiddleware(WaitingMessages waiting, FunctionCatalogue catalogue, UsageBook usage)
    : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
        var text = (await context.BindInputAsync<string>(context.FunctionDefinition.InputBindings.Values.First(binding =>
            binding.Type == TriggerTypes.Queue))).Value ?? "";
        var tally = await usage.OfAsync(WaitingMessages.SpaceOf(text), context.CancellationToken);
        UsageBook.Enter(tally);
        if (tally is null || !await waiting.PutBackAsync(tally, queue, text, context.CancellationToken)) await next(context);
    }
}
