namespace Grain.Functions.Hosting;

/// <summary>The functions that the code has, to be compared with those that the manifests declare.</summary>
internal sealed class FunctionRegistry
{
    private readonly Dictionary<string, FunctionHandler> handlers = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<FunctionHandler> All => handlers.Values;

    public void Add(FunctionHandler handler)
    {
        if (!handlers.TryAdd(handler.Name, handler)) throw new ManifestException($"The function {handler.Name} is mapped twice.");
    }

    public FunctionHandler? Find(string name) => handlers.GetValueOrDefault(name);
}

/// <summary>A function's code.</summary>
internal abstract record FunctionHandler(string Name);

/// <summary>A function whose endpoints are ordinary routes below the route prefix.</summary>
internal sealed record HttpFunction(string Name) : FunctionHandler(Name);

/// <summary>A function for the messages of a queue.</summary>
internal sealed record QueueFunction(string Name, Func<QueueInvocation, CancellationToken, Task> Handle) : FunctionHandler(Name);

/// <summary>A function for a timer.</summary>
internal sealed record TimerFunction(string Name, Func<TimerInvocation, CancellationToken, Task> Handle) : FunctionHandler(Name);
