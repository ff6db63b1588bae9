using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Grain.Functions.Hosting;

/// <summary>The app's functions as its own metadata has them: what the worker tells the Functions host when it starts.</summary>
internal sealed class FunctionCatalogue(IFunctionMetadataProvider metadata)
{
    private readonly Lazy<Task<IReadOnlyList<KnownFunction>>> all = new(() => ReadAsync(metadata));

    /// <summary>All functions, by name.</summary>
    public Task<IReadOnlyList<KnownFunction>> AllAsync() => all.Value;

    /// <summary>The queue whose messages a function takes.</summary>
    public async Task<string> QueueOfAsync(string function) =>
        (await AllAsync()).OfType<KnownFunction.Queue>().First(each => each.Name == function).QueueName;

    /// <summary>The queues that functions read, by name.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        [.. (await AllAsync()).OfType<KnownFunction.Queue>().Select(function => function.QueueName).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<KnownFunction>> ReadAsync(IFunctionMetadataProvider metadata) =>
        [.. (await metadata.GetFunctionMetadataAsync(AppContext.BaseDirectory)).Select(function =>
            Read(function.Name!, function.RawBindings ?? [])).OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <summary>Reads a function's bindings, each as JSON.</summary>
    internal static KnownFunction Read(string name, IEnumerable<string> bindings)
    {
        foreach (var json in bindings)
        {
            using var document = JsonDocument.Parse(json);
            var binding = document.RootElement;
            string? Text(string property) => binding.TryGetProperty(property, out var value) ? value.GetString() : null;
            switch (Text("type"))
            {
                case TriggerTypes.Http:
                    var methods = binding.TryGetProperty("methods", out var named)
                        ? named.EnumerateArray().Select(method => method.GetString()!).ToArray() : [];
                    return new KnownFunction.Http(name, Text("route") ?? name, methods);
                case TriggerTypes.Queue:
                    return new KnownFunction.Queue(name, Text("queueName")!);
                case TriggerTypes.Timer:
                    return new KnownFunction.Timer(name, Text("schedule")!);
            }
        }

        throw new InvalidOperationException($"The function {name} has no trigger that is known here.");
    }
}

/// <summary>A function and what calls it.</summary>
/// <param name="Name">Its name.</param>
internal abstract record KnownFunction(string Name)
{
    /// <summary>Called by requests.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Route">The template of its addresses.</param>
    /// <param name="Methods">The methods it takes, in small letters; empty for all.</param>
    public sealed record Http(string Name, string Route, IReadOnlyList<string> Methods) : KnownFunction(Name);

    /// <summary>Called by the messages of a queue.</summary>
    public sealed record Queue(string Name, string QueueName) : KnownFunction(Name);

    /// <summary>Called by a clock.</summary>
    public sealed record Timer(string Name, string Schedule) : KnownFunction(Name);
}
