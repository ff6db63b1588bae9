using Grain.Local.Host.Protocol;

namespace Grain.Local.Host;

/// <summary>A function as the worker describes it. What belongs to another trigger is null.</summary>
internal sealed class HostedFunction
{
    private readonly Dictionary<string, JsonElement> binding;

    /// <summary>Reads the worker's description, which goes back to it as it is when the function is loaded.</summary>
    public HostedFunction(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        binding = metadata.RawBindings.Select(raw => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(raw)!)
            .FirstOrDefault(one => one["type"].GetString()!.EndsWith("Trigger", StringComparison.Ordinal)) ?? [];
        Methods = binding.TryGetValue("methods", out var methods)
            ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())] : [];
    }

    /// <summary>The description.</summary>
    public RpcFunctionMetadata Metadata { get; }

    /// <summary>Name.</summary>
    public string Name => Metadata.Name;

    /// <summary>What starts it: <c>httpTrigger</c>, <c>queueTrigger</c>, <c>timerTrigger</c>; anything else never does.</summary>
    public string Trigger => Text("type") ?? "";

    /// <summary>Name of the parameter that the trigger fills.</summary>
    public string Parameter => Text("name") ?? "";

    /// <summary>Route template without the prefix; the function's name if it has none.</summary>
    public string Route => Text("route") is { Length: > 0 } route ? route : Name;

    /// <summary>HTTP methods in upper case; none means all.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>Which key Azure asks for: Anonymous, Function, Admin.</summary>
    public string? AuthLevel => Text("authLevel");

    /// <summary>Name of the queue; may be a setting between percent signs.</summary>
    public string? Queue => Text("queueName");

    /// <summary>Setting that holds the queue's connection; null stands for AzureWebJobsStorage.</summary>
    public string? Connection => Text("connection");

    /// <summary>Whether the parameter takes bytes rather than text.</summary>
    public bool TakesBytes => Text("dataType") is "Binary";

    /// <summary>Whether the parameter takes the message with its particulars.</summary>
    public bool TakesMessage => binding.TryGetValue("properties", out var more)
        && more.TryGetProperty("supportsDeferredBinding", out var deferred) && deferred.ToString() is "True";

    /// <summary>NCRONTAB expression; may be a setting between percent signs.</summary>
    public string? Schedule => Text("schedule");

    /// <summary>A switch of the trigger.</summary>
    public bool Flag(string name, bool otherwise) => bool.TryParse(Text(name), out var value) ? value : otherwise;

    private string? Text(string name) => binding.TryGetValue(name, out var value) ? value.ToString() : null;
}
