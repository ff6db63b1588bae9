using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary><c>POST /FunctionName</c>: how a Functions host calls a queue or timer function.</summary>
internal static class InvocationEndpoint
{
    /// <summary>A queue message is 64 KiB at most; quoted twice, and its properties once more as metadata, it stays far below.</summary>
    public const long MaxBodyBytes = 4L << 20;

    /// <summary>Has <paramref name="call"/> handle what the host posts. Nothing that it throws escapes: a crash would take the instance down.</summary>
    public static RequestDelegate For(string function, string binding, ILogger logger, Func<InvocationRequest, CancellationToken, Task> call) => async context =>
    {
        string? failure;
        try
        {
            var body = await JsonBody.ReadBytesAsync(context.Request, context.RequestAborted);
            await call(InvocationRequest.Parse(body, binding), context.RequestAborted);
            failure = null;
        }
        catch (JsonException fault)
        {
            logger.LogError(fault, "{Function}: the invocation, or what it carries, cannot be read", function);
            failure = fault.Message;
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "{Function} failed", function);
            failure = fault.Message;
        }

        await (failure is null
            ? InvocationResponse.WriteAsync(context.Response, StatusCodes.Status200OK)
            : InvocationResponse.WriteAsync(context.Response, StatusCodes.Status500InternalServerError, Redaction.Apply(failure)));
    };
}
