using System.Runtime.ExceptionServices;
using Azure;
using Grain.Functions.Hosting.Bodies;
using Grain.Functions.Hosting.Telemetry;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Hosting;

/// <summary>
/// The last word on every HTTP request: whatever a function throws, or its answer while it is written, becomes a problem answer. A fault of
/// Grain's own is one log line; the caller never sees its inside. What is of a newer version FormatsMiddleware has told.
/// </summary>
/// <remarks>
/// The worker writes an answer only after all middleware has returned, and the Functions host says 500 without a body for a function that
/// throws. So the answer is written here.
/// </remarks>
internal sealed class ProblemsMiddleware(IOptions<GrainOptions> options, BodyDoor door, AnswerHeaders headers,
    ILogger<ProblemsMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    /// <summary><c>/api/spaces/{space}/{what}</c>, with the empty part before the first slash.</summary>
    private const int PartsShownMax = 5;

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http =
            context.GetHttpContext() ?? throw new InvalidOperationException($"{context.FunctionDefinition.Name} has no HTTP request.");
        await AnswerAsync(http, Call, context.CancellationToken);
        context.GetInvocationResult().Value = Results.Empty;

        async Task<object?> Call()
        {
            try
            {
                await next(context);
            }
            catch (AggregateException wrapped)
            {
                ExceptionDispatchInfo.Throw(wrapped.Unwrapped());
            }

            return context.GetInvocationResult().Value;
        }
    }

    /// <summary>Answers a request with what a function makes of it.</summary>
    internal async Task AnswerAsync(HttpContext http, Func<Task<object?>> function, CancellationToken cancellation)
    {
        headers.AddTo(http);
        http.Features.Set(door);
        http.Request.LimitBody(options.Value.MaxBodyBytes);
        try
        {
            if ((headers.Preflight(http.Request) ?? await function()) is IResult answer) await answer.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || cancellation.IsCancellationRequested)
        {
            logger.LogDebug(LogEvents.CallerGone,
                "{Method} {Path}: the caller went away, or the host stops", http.Request.Method, PlaceOf(http.Request));
            // Who is still there must not take what was broken off for done.
            if (http.Response.HasStarted) http.Abort();
            else await Problem.Unavailable("Grain is being stopped; the same request may succeed later.").ExecuteAsync(http);
        }
        catch (BadHttpRequestException) when (http.Response.HasStarted)
        {
            http.Abort(); // the body broke off in the middle of the answer
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            var problem = Translate(fault);
            if (problem.Status >= 500 && fault is not NoRoomException && problem.Kind != Problem.NewerStorageKind)
                logger.LogError(LogEvents.RequestFailed, fault, "{Method} {Path} failed", http.Request.Method, PlaceOf(http.Request));
            http.Response.Clear();
            await problem.ExecuteAsync(http);
        }
        catch (Exception fault)
        {
            // Half of an answer must not look like a whole one: the connection is broken, here and, since the function fails, by the host.
            logger.LogError(LogEvents.AnswerBroken, fault,
                "{Method} {Path} failed in the middle of its answer", http.Request.Method, PlaceOf(http.Request));
            http.Abort();
            throw;
        }
    }

    /// <summary>What was asked for, without whom: ids in addresses are of people.</summary>
    internal static string PlaceOf(HttpRequest request)
    {
        var parts = (request.Path.Value ?? "").Split('/');
        return parts.Length <= PartsShownMax ? string.Join('/', parts) : $"{string.Join('/', parts.Take(PartsShownMax))}/…";
    }

    private static ProblemResult Translate(Exception fault) => fault switch
    {
        ProblemException chosen => chosen.Problem,
        NoRoomException full => Problem.Unavailable(full.Message),
        SentException sent => Problem.MalformedJson(sent),
        BadHttpRequestException refused => Problem.Refused(refused),
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } =>
            Problem.Unavailable("The storage did not answer as it should; the same request may succeed later."),
        OperationCanceledException => Problem.Unavailable("It took longer than it may; the same request may succeed later."),
        _ => Problem.Internal(),
    };
}
