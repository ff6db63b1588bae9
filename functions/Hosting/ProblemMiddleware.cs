using System.Text.Json;
using Azure;

namespace Grain.Functions.Hosting;

/// <summary>
/// The last word on every request: whatever an endpoint throws, and every bare error status of the framework, becomes
/// a problem answer. A fault of Grain's own is one log line; the caller never sees its inside.
/// </summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("{Method} {Path}: the caller went away", context.Request.Method, context.Request.Path);
            return;
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            var problem = Translate(fault, context);
            if (problem.Status >= 500) logger.LogError(fault, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await problem.ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            await Refused(context, response.StatusCode, $"{context.Request.Method} {context.Request.Path}").ExecuteAsync(context);
    }

    private static ProblemResult Refused(HttpContext context, int status, string what) =>
        status == StatusCodes.Status400BadRequest && QueryFaults.Of(context).ToArray() is { Length: > 0 } faults
            ? Problem.BadRequest(faults)
            : Problem.ForStatus(status, what);

    private static ProblemResult Translate(Exception fault, HttpContext context) => fault switch
    {
        ProblemException chosen => chosen.Problem,
        BadHttpRequestException { InnerException: JsonException json } => Problem.MalformedJson(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.TooLarge(BodyCap(context)),
        BadHttpRequestException refused => Refused(context, refused.StatusCode, refused.Message),
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => Problem.Unavailable("The storage did not answer as it should; the same request may succeed later."),
        _ => Problem.Internal(),
    };

    private static string BodyCap(HttpContext context)
    {
        var cap = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return $"The body may have at most {cap} bytes here.";
    }
}
