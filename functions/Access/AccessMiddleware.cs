using Grain.Functions.Hosting.OpenApi;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Access;

/// <summary>
/// Stands before every HTTP function and lets in who may call it, before anything is read for them. What no description opens is closed.
/// </summary>
internal sealed class AccessMiddleware(ApiDoors doors, OpenFunctions open, Callers callers, SpaceDirectory spaces)
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
            http.Features.Set(await AdmitAsync(door.Access, http.Request, context.CancellationToken));
        }
        else if (!open.Names.Contains(name)) throw new ProblemException(Problem.Forbidden("Nobody may call this address."));

        await next(context);
    }

    private async Task<Caller> AdmitAsync(ApiAccess access, HttpRequest request, CancellationToken cancellation)
    {
        if (access.IsOpen) return Caller.Nobody;
        var space = request.RouteValues.ContainsKey("space") ? request.PathValue("space") : null;
        var caller = await callers.OfAsync(request, cancellation) is { } known ? known with { Space = space } : null;
        if (caller?.May(access, () => request.IdOf(access.Node!)) == true) return caller;
        if (access.IsPublished && space is not null && await IsPublicAsync(space, cancellation)) return caller ?? Caller.Nobody;
        throw new ProblemException(caller is null ? Problem.NoKey(
            $"This needs a key with the role {access.Least!.Value.Word()}: Authorization: Bearer grain_…", wasSent: false)
            : Problem.Forbidden(RefusalOf(caller, access, space)));
    }

    private async Task<bool> IsPublicAsync(string space, CancellationToken cancellation) =>
        await spaces.FindAsync(space, fresh: false, cancellation) is { Config.Visibility: SpaceVisibility.Public };

    /// <summary>The same whether or not there is such a space: who may not see it does not learn that.</summary>
    private static string RefusalOf(Caller caller, ApiAccess access, string? space)
    {
        var needed = $"This needs the role {access.Least!.Value.Word()}";
        if (space is not null && !caller.Rights.Any(right => right.IsFor(space)))
            return $"{needed} in the space '{space}', and {caller.Name} is of another space.";
        return access.Node is not null && caller.Node is { } node ? $"{caller.Name} is of the node '{node}', and this is about another."
            : $"{needed}; {caller.Name} has {string.Join(", ", caller.Rights.Select(right => right.Role.Word()).Distinct())}.";
    }
}

/// <summary>Functions that are no operation of the API and open to everybody: they tell nothing.</summary>
/// <param name="Names">Their names.</param>
internal sealed record OpenFunctions(IReadOnlySet<string> Names);
