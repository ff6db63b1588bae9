using System.Reflection;
using System.Text;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Spaces;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Simulation.Processes;

/// <summary>Calls functions of a process as a worker does, without a host and without sockets.</summary>
internal static class FunctionCalls
{
    /// <summary>Who asks: somebody who may do everything.</summary>
    private static readonly Caller Operator = new("a simulation", [new Right(Role.Owner, Space: null)]);

    /// <summary>What routes call the id in their path.</summary>
    private static readonly string[] Ids = ["id", "node", "epoch"];

    private static readonly Type[] OfMessages = [typeof(string), typeof(bool), typeof(CancellationToken)];

    /// <summary>Fires a timer.</summary>
    public static Task FireAsync(SimulatedProcess process, string name) =>
        (Task)Call(process, name, parameter => parameter.ParameterType == typeof(TimerInfo) ? new TimerInfo() : null)!;

    /// <summary>Hands a message to its function.</summary>
    /// <param name="process">Where.</param>
    /// <param name="name">The function.</param>
    /// <param name="text">The message.</param>
    /// <param name="maybeSeen">Whether it was delivered before.</param>
    public static Task DeliverAsync(SimulatedProcess process, string name, string text, bool maybeSeen)
    {
        var (type, method) = FunctionTable.Of(name);
        if (method.GetParameters().All(parameter => parameter.ParameterType != typeof(FunctionContext)))
            return (Task)Call(process, name, parameter => parameter.ParameterType == typeof(string) ? text : null)!;
        // Of the context such a function wants to know how often the message came, and nothing else.
        var inner = type.GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, OfMessages)!;
        return (Task)Invoke(inner, ActivatorUtilities.CreateInstance(process.Services, type), [text, maybeSeen, CancellationToken.None])!;
    }

    /// <summary>Sends a request to its function, through what stands around all of them.</summary>
    public static async Task<Reply> AskAsync(SimulatedProcess process, Ask ask)
    {
        var http = new DefaultHttpContext { RequestServices = process.Services };
        http.Features.Set(Operator);
        http.Request.Method = ask.Method;
        http.Request.Path = $"/api/spaces/{ask.Space}/{ask.Function}";
        http.Request.QueryString = new QueryString(ask.Query);
        http.Request.RouteValues["space"] = ask.Space;
        if (ask.Id is { } id)
            foreach (var name in Ids) http.Request.RouteValues[name] = id;
        http.Request.ContentType = ask.Method == "PATCH" ? "application/merge-patch+json" : "application/json";
        var body = Encoding.UTF8.GetBytes(ask.Body ?? "");
        (http.Request.Body, http.Request.ContentLength) = (new MemoryStream(body), body.Length);
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        await process.Get<ProblemsMiddleware>().AnswerAsync(http, () => RunAsync(process, ask.Function, http), CancellationToken.None);
        return new Reply(http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }

    private static async Task<object?> RunAsync(SimulatedProcess process, string function, HttpContext http)
    {
        try
        {
            var takesSpace = FunctionTable.Of(function).Method.GetParameters().Any(each => each.ParameterType == typeof(Space));
            var space = takesSpace ? await process.Get<SpaceDirectory>().OfRequestAsync(http.Request, CancellationToken.None) : null;
            return await (Task<IResult>)Call(process, function, parameter =>
                parameter.ParameterType == typeof(HttpRequest) ? http.Request : parameter.ParameterType == typeof(Space) ? space : null)!;
        }
        catch (AggregateException wrapped)
        {
            throw wrapped.Unwrapped();
        }
    }

    private static object? Call(SimulatedProcess process, string name, Func<ParameterInfo, object?> value)
    {
        var (type, method) = FunctionTable.Of(name);
        return Invoke(method, ActivatorUtilities.CreateInstance(process.Services, type), [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None : value(parameter))]);
    }

    private static object? Invoke(MethodInfo method, object target, object?[] values) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, values, null);
}

/// <summary>A request.</summary>
/// <param name="Function">The function that answers it.</param>
/// <param name="Method">The method of HTTP.</param>
/// <param name="Space">The space in its path.</param>
/// <param name="Body">Its body.</param>
/// <param name="Id">The id in its path.</param>
/// <param name="Query">Its query, with the question mark.</param>
internal sealed record Ask(string Function, string Method, string Space, string? Body = null, string? Id = null, string Query = "");

/// <summary>An answer.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Body">The body.</param>
internal sealed record Reply(int Status, string Body)
{
    /// <summary>Whether it tells what became of the request, and asking again is needless.</summary>
    public bool IsDefinite => Status < 500 && Status != 429 && Status != 408;

    /// <summary>Whether it was done.</summary>
    public bool IsGood => Status is >= 200 and < 300;
}
