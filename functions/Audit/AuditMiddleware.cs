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
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => AroundAsync(context.GetHttpContext()!, async () =>
    {
        await next(context);
        return context.GetInvocationResult().Value;
    }, context.CancellationToken);

    /// <summary>Calls a function, and writes down what it does.</summary>
    internal async Task<object?> AroundAsync(HttpContext http, Func<Task<object?>> function, CancellationToken cancellation)
    {
        if (http.Features.Get<ApiDoor>() is not { ReadsOnly: false } door || !IsAct(door.Access)) return await function();

        var (caller, request) = (http.Caller(), http.Request);
        var entry = new AuditEntry(door.Id, time.GetUtcNow(), await acts.NameOfAsync(caller, cancellation))
        {
            Key = caller.KeyId,
            Target = Plain.Where(request.RouteValues.ContainsKey).Select(request.PathValue).FirstOrDefault(),
        };
        var begun = await acts.BeginAsync(caller.Space, door.Access.Least == Role.Owner, entry, cancellation);
        var act = new Act((said, token) => acts.SayAsync(begun = begun.With(said), token));
        http.Features.Set(act);
        // Whatever becomes of the caller: what was done is written down.
        object? answer;
        try
        {
            answer = await function();
        }
        catch (Exception fault) when (IsRefusal(fault))
        {
            await acts.DropAsync(begun, CancellationToken.None);
            throw;
        }

        var status = answer is IStatusCodeHttpResult { StatusCode: { } said } ? said : StatusCodes.Status200OK;
        if (status >= StatusCodes.Status500InternalServerError) return answer; // nobody knows; it is settled later
        if (status >= StatusCodes.Status400BadRequest || act.ChangesNothing) await acts.DropAsync(begun, CancellationToken.None);
        else await acts.DoneAsync(begun.With(act), CancellationToken.None);
        return answer;
    }

    private static bool IsAct(ApiAccess access) => access.IsForPeople || access.Least >= Role.Steward;

    private static bool IsRefusal(Exception fault) => (fault is AggregateException wrapped ? wrapped.Unwrapped() : fault)
        is ProblemException { Problem.Status: < StatusCodes.Status500InternalServerError } or SentException or BadHttpRequestException;
}
