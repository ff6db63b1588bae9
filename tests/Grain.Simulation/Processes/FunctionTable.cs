using System.Reflection;
using Grain.Functions.Spaces;
using Microsoft.Azure.Functions.Worker;

namespace Grain.Simulation.Processes;

/// <summary>The app's functions, by what the worker's attributes say of them.</summary>
internal static class FunctionTable
{
    private const BindingFlags AnyPublic =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, (Type Type, MethodInfo Method)> ByName = (
        from type in typeof(SpaceDirectory).Assembly.GetTypes()
        from method in type.GetMethods(AnyPublic)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (function.Name, type, method)).ToDictionary(each => each.Name, each => (each.type, each.method), StringComparer.Ordinal);

    /// <summary>The timers, by name.</summary>
    public static IReadOnlyList<string> Timers { get; } =
        [.. ByName.Where(each => Has<TimerTriggerAttribute>(each.Value.Method)).Select(each => each.Key).Order(StringComparer.Ordinal)];

    /// <summary>The functions of queues, by the queues' names.</summary>
    public static IReadOnlyDictionary<string, string> Queues { get; } = ByName
        .Select(each => (each.Key, Queue: each.Value.Method.GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName).FirstOrDefault(name =>
                name is not null)))
        .Where(each => each.Queue is not null).ToDictionary(each => each.Queue!, each => each.Key, StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public static int Count => ByName.Count;

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Those that were called in this program.</summary>
    public static SortedSet<string> Reached { get; } = new(StringComparer.Ordinal);

    /// <summary>The class and method of a function.</summary>
    public static (Type Type, MethodInfo Method) Of(string name)
    {
        Reached.Add(name);
        return ByName[name];
    }

    private static bool Has<T>(MethodInfo method) where T : Attribute =>
        method.GetParameters().Any(parameter => parameter.GetCustomAttribute<T>() is not null);
}
