namespace Grain.Functions.Webhooks.Proof;

/// <summary>What a sender is told.</summary>
/// <param name="Outcome"><c>accepted</c>: its grants and task credits are in the queues; <c>ignored</c>: there is nothing to count in
/// it.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Delivery">The sender's id of the delivery.</param>
/// <param name="Grants">Ids of the grants that were made of it. Each counts once, however often it is sent.</param>
/// <param name="Tasks">Ids of the task credits in it, if there are any.</param>
/// <param name="Reason">Why there is nothing to count, or what waits.</param>
/// <param name="LeftOut">Parts that are not what they should be: they do not count, and the rest does. At most 20 are named.</param>
internal sealed record WebhookAnswer(
    string Outcome, string Event, string Delivery, IReadOnlyList<string> Grants, IReadOnlyList<string>? Tasks = null, string? Reason = null,
    IReadOnlyList<Fault>? LeftOut = null);

/// <summary>How senders are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext;
