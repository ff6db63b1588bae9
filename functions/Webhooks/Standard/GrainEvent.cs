using System.Text.Json;
using Grain.Functions.Activity;
using Grain.Functions.Credits;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;

namespace Grain.Functions.Webhooks.Standard;

/// <summary>
/// An event in Grain's own language, whatever envelope it came in: a type and data of the shape that the API takes at
/// <c>POST …/grants</c>, <c>POST …/tasks</c> or <c>POST …/activity</c>, one or an array.
/// </summary>
internal static class GrainEvent
{
    public const string GrantType = "grain.grant";
    public const string TaskType = "grain.task";
    public const string ActivityType = "grain.activity";

    /// <summary>Reads the data of an event. Never throws for anything in it.</summary>
    /// <param name="type">The event's type; one that is not Grain's is ignored.</param>
    /// <param name="data">The data; <see langword="null"/> if there is none.</param>
    /// <param name="path">Where the data stand in the body, for faults.</param>
    /// <param name="at">When it came: what is said to have happened much later is a fault.</param>
    public static WebhookOutcome Read(string type, JsonElement? data, string path, DateTimeOffset at)
    {
        if (type is not (GrantType or TaskType or ActivityType)) return new WebhookOutcome.Ignored($"{BoundedText.Line(type, 60)} is an unknown type");
        if (data is not { } element) return new WebhookOutcome.Malformed($"{path} is missing");
        try
        {
            return type switch
            {
                GrantType => Grants(element, path, at),
                TaskType => Tasks(element, path),
                _ => Facts(element, path, at),
            };
        }
        catch (ProblemException fault)
        {
            return new WebhookOutcome.Malformed(fault.Message) { Faults = fault.Problem.Faults };
        }
    }

    private static WebhookOutcome Grants(JsonElement element, string path, DateTimeOffset at)
    {
        var grants = GrantReader.Read(element, at, path);
        if (grants.Count == 0) return new WebhookOutcome.Ignored("the event tells no grants");
        return grants.FirstOrDefault(grant => !GrantMessage.Fits(grant)) is { } large
            ? new WebhookOutcome.Malformed($"{path}: the grant {large.GrantId} is too large for a webhook; send it to the API")
            : new WebhookOutcome.Normalised(grants);
    }

    private static WebhookOutcome Tasks(JsonElement element, string path)
    {
        var tasks = TaskCreditReader.Read(element, path);
        return tasks.Count == 0 ? new WebhookOutcome.Ignored("the event tells no tasks") : new WebhookOutcome.Normalised([]) { Tasks = tasks };
    }

    /// <summary>The facts go on as they came, since that is the form of the queue; they are read here for their faults.</summary>
    private static WebhookOutcome Facts(JsonElement element, string path, DateTimeOffset at)
    {
        FactReader.Read(element, at, path);
        var copy = element.Clone(); // the body's memory goes back when it has been read
        JsonElement[] facts = copy.ValueKind == JsonValueKind.Array ? [.. copy.EnumerateArray()] : [copy];
        return facts.Length == 0 ? new WebhookOutcome.Ignored("the event tells no activity") : new WebhookOutcome.Normalised([]) { Facts = facts };
    }
}
