using Grain.Functions.Hosting.OpenApi;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Audit;

/// <summary>
/// Stands around every operation by which a steward, an admin, an owner, or a person who has signed in changes something: nothing of the
/// kind is done that is not written down first. What was refused, and what was so already, leaves nothing.
/// </summary>
internal sealed class AuditMiddleware(Acts acts, TimeProvider time) : IFunctionsWorkerMiddleware
{
    /// <summary>Path values that may stand in the audit as they are: they name no person.</summary>
    private static readonly string[] Plain = ["epoch", "code", "distribution"];

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext()!;
        if (http.Features.Get<ApiDoor>() is not { ReadsOnly: false } door || !IsAct(door.Access))
        {
            await next(context);
            return;
        }

        var (caller, request) = (http.Caller(), http.Request);
        var entry = new AuditEntry(door.Id, time.GetUtcNow(), caller.Name)
        {
            Key = caller.KeyId,
            Target = Plain.Where(request.RouteValues.ContainsKey).Select(request.PathValue).FirstOrDefault(),
        };
        var begun = await acts.BeginAsync(caller.Space, door.Access.Least == Role.Owner, entry, context.CancellationToken);
        var act = new Act((said, cancellation) => acts.SayAsync(begun = begun.With(said), cancellation));
        http.Features.Set(act);
        // Whatever becomes of the caller: what was done is written down.
        try
        {
            await next(context);
        }
        catch (Exception fault) when (IsRefusal(fault))
        {
            await acts.DropAsync(begun, CancellationToken.None);
            throw;
        }

        var status = context.GetInvocationResult().Value is IStatusCodeHttpResult { StatusCode: { } said } ? said : StatusCodes.Status200OK;
        if (status >= StatusCodes.Status500InternalServerError) return; // nobody knows; it is settled later
        if (status >= StatusCodes.Status400BadRequest || act.ChangesNothing) await acts.DropAsync(begun, CancellationToken.None);
        else await acts.DoneAsync(begun.With(act), CancellationToken.None);
    }

    private static bool IsAct(ApiAccess access) => access.IsForPeople || access.Least >= Role.Steward;

    private static bool IsRefusal(Exception fault) => (fault is AggregateException wrapped ? wrapped.Unwrapped() : fault)
        is ProblemException { Problem.Status: < StatusCodes.Status500InternalServerError } or SentException or BadHttpRequestException;
}
