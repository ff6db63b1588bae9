using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Hosting;

/// <summary>Stands before every queue function, and lets its message wait while many senders do.</summary>
internal sealed class IntakeFirstMiddleware(IntakeFirst intake, FunctionCatalogue catalogue) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
        using var turn = await intake.TurnAsync(queue, context.CancellationToken);
        await next(context);
    }
}
