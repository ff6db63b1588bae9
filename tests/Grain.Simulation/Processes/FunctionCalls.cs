using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Grain.Functions.Audit;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Simulation.Processes;

/// <summary>Calls functions of a process as a worker does, without a host and without sockets.</summary>
internal static class FunctionCalls
{
    private static readonly AsyncLocal<string?> Called = new();
    private static readonly AsyncLocal<string?> Asked = new();

    private static readonly ConcurrentDictionary<Type, ObjectFactory> Makers = new();

    private static readonly Type[] OfMessages = [typeof(string), typeof(bool), typeof(CancellationToken)];

    /// <summary>The function that is at work here; absent outside of any.</summary>
    public static string? Current => Called.Value;

    /// <summary>The space of the request that is answered here; absent outside of any.</summary>
    public static string? Space => Asked.Value;

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
        var (type, method) = FunctionTable.Of(Called.Value = name);
        if (method.GetParameters().All(parameter => parameter.ParameterType != typeof(FunctionContext)))
            return (Task)Call(process, name, parameter => parameter.ParameterType == typeof(string) ? text : null)!;
        // Of the context such a function wants to know how often the message came, and nothing else.
        var inner = type.GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, OfMessages)!;
        return (Task)Invoke(inner, Make(process, type), [text, maybeSeen, CancellationToken.None])!;
    }

    /// <summary>Sends a request to its function, through what stands around all of them.</summary>
    public static async Task<Reply> AskAsync(SimulatedProcess process, Ask ask)
    {
        var http = ask.ToHttp(process.Services);
        Asked.Value = ask.Space;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        await process.Get<ProblemsMiddleware>().AnswerAsync(http, () => EnterAsync(process, http), CancellationToken.None);
        return new Reply(http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()), http.Response.Headers.ETag);
    }

    private static async Task<object?> EnterAsync(SimulatedProcess process, HttpContext http)
    {
        var function = Called.Value = await Addresses.FindAsync(http);
        return await process.Get<AuditMiddleware>().AroundAsync(http, () => RunAsync(process, function, http), CancellationToken.None);
    }

    private static async Task<object?> RunAsync(SimulatedProcess process, string function, HttpContext http)
    {
        try
        {
            var takesSpace = FunctionTable.Of(function).Method.GetParameters().Any(each => each.ParameterType == typeof(Space));
            var space = takesSpace ? await process.Get<SpaceDirectory>().OfRequestAsync(http.Request, CancellationToken.None) : null;
            var answer = Call(process, function, parameter =>
                parameter.ParameterType == typeof(HttpRequest) ? http.Request : parameter.ParameterType == typeof(Space) ? space : null);
            return answer is Task<IResult> later ? await later : answer;
        }
        catch (AggregateException wrapped)
        {
            throw wrapped.Unwrapped();
        }
    }

    private static object? Call(SimulatedProcess process, string name, Func<ParameterInfo, object?> value)
    {
        var (type, method) = FunctionTable.Of(Called.Value = name);
        return Invoke(method, method.IsStatic ? null : Make(process, type), [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None : value(parameter))]);
    }

    private static object? Invoke(MethodInfo method, object? target, object?[] values) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, values, null);

    private static object Make(SimulatedProcess process, Type type) =>
        Makers.GetOrAdd(type, static each => ActivatorUtilities.CreateFactory(each, []))(process.Services, []);
}
