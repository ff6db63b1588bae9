using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>What calls a function.</summary>
/// <param name="Binding">The trigger's name, under which the Functions host sends its value.</param>
internal abstract record Trigger(string Binding)
{
    public static Trigger Parse(JsonElement binding, string function, Func<string, string> expand)
    {
        var name = FunctionManifest.Text(binding, "name");
        var type = FunctionManifest.Text(binding, "type");
        return type.ToUpperInvariant() switch
        {
            "HTTPTRIGGER" => new HttpTrigger(
                name, RouteTemplate.Parse(Optional(binding, "route") ?? function), Methods(binding),
                string.Equals(Optional(binding, "authLevel"), "anonymous", StringComparison.OrdinalIgnoreCase)),
            "QUEUETRIGGER" => new QueueTrigger(name, QueueName(expand(FunctionManifest.Text(binding, "queueName"))), Optional(binding, "connection") ?? ""),
            "TIMERTRIGGER" => new TimerTrigger(name, expand(FunctionManifest.Text(binding, "schedule")), Flag(binding, "runOnStartup", orElse: false), Flag(binding, "useMonitor", orElse: true)),
            _ => throw new ManifestException($"{function}/{FunctionManifest.FileName} has a trigger of type '{type}', which Grain does not know."),
        };
    }

    // The Functions host lower-cases queue names too.
    private static string QueueName(string text) => text.ToLowerInvariant();

    private static string? Optional(JsonElement binding, string property) => binding.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement binding, string property, bool orElse) => binding.TryGetProperty(property, out var value) ? value.GetBoolean() : orElse;

    private static List<string> Methods(JsonElement binding)
    {
        var list = new List<string>();
        if (binding.TryGetProperty("methods", out var methods))
            foreach (var method in methods.EnumerateArray()) list.Add((method.GetString() ?? "").ToUpperInvariant());
        return list;
    }
}

/// <summary>Called by HTTP, below the route prefix.</summary>
/// <param name="Binding">The trigger's name.</param>
/// <param name="Route">Without the prefix.</param>
/// <param name="Methods">In upper case; none means all.</param>
/// <param name="IsAnonymous">Whether the Functions host asks for no key.</param>
internal sealed record HttpTrigger(string Binding, RouteTemplate Route, IReadOnlyList<string> Methods, bool IsAnonymous) : Trigger(Binding);

/// <summary>Called for each message of a queue.</summary>
/// <param name="Binding">The trigger's name.</param>
/// <param name="QueueName">In lower case.</param>
/// <param name="Connection">The name of the setting with the storage account.</param>
internal sealed record QueueTrigger(string Binding, string QueueName, string Connection) : Trigger(Binding);

/// <summary>Called at times.</summary>
/// <param name="Binding">The trigger's name.</param>
/// <param name="Schedule">NCRONTAB with five or six fields, or a time span, in UTC.</param>
/// <param name="RunOnStartup">Also at every start.</param>
/// <param name="UseMonitor">Whether the last run is kept in storage, so that a missed one is made up.</param>
internal sealed record TimerTrigger(string Binding, string Schedule, bool RunOnStartup, bool UseMonitor) : Trigger(Binding);
