using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Limits;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Access;

/// <summary>
/// Stands before every HTTP function and lets in who may call it, before anything is read for them. What no description opens is closed.
/// </summary>
internal sealed class AccessMiddleware(ApiDoors doors, IEnumerable<OpenFunctions> open, Doorkeeper keeper, UsageBook usage)
    : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext()!;
        var name = context.FunctionDefinition.Name;
        if (await doors.OfAsync(name) is { } door)
        {
            http.Features.Set(door);
            door.Rest?.Settle(http.Request.RouteValues);
            try
            {
                http.Features.Set(await keeper.AdmitAsync(door.Access, http.Request, context.CancellationToken));
            }
            catch (ProblemException refused) when (refused.Problem.Status == StatusCodes.Status403Forbidden)
            {
                usage.Known(http.Request.RouteValues.ContainsKey("space") ? http.Request.PathValue("space") : null)?.CountRefused();
                throw;
            }
        }
        else if (!open.Any(each => each.Names.Contains(name)))
            throw new ProblemException(Problem.Forbidden("Nobody may call this address."));

        await next(context);
    }
}

/// <summary>Functions that are no operation of the API and open to everybody: they tell nothing.</summary>
/// <param name="Names">Their names.</param>
internal sealed record OpenFunctions(IReadOnlySet<string> Names);
