using Grain.Functions.Hosting.OpenApi;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Limits;

/// <summary>
/// Stands before every operation that asks who calls, behind the door: lets in as many requests as a space and a key may have. What proves
/// itself, as webhooks do, is not counted as a request: strangers must not use up what a space has.
/// </summary>
internal sealed class LimitsMiddleware(UsageBook usage) : IFunctionsWorkerMiddleware
{
    /// <summary>What is there also when nothing is left: to see why, to change it, and to take back a key that uses it up.</summary>
    private static readonly string[] Always = ["getUsage", "putLimits", "getSpace", "listKeys", "revokeKey", "rotateKey", "deleteSpace"];

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext()!;
        var caller = http.Caller();
        if (http.Features.Get<ApiDoor>() is { Access.IsOpen: false } door
            && await usage.OfAsync(caller.Space, context.CancellationToken) is { } tally)
        {
            UsageBook.Enter(tally);
            if (!Always.Contains(door.Id) && tally.TryRequest(caller.May(Role.Owner) ? null : caller.KeyId ?? caller.Name) is { } reached)
            {
                tally.CountRefused();
                throw new ProblemException(Problem.TooMany(reached.Tell(tally.Space), reached.Wait));
            }
        }

        await next(context);
    }
}
