namespace Grain.Functions.Webhooks.GitHub;

/// <summary>One attempt of GitHub's to deliver an event to a webhook, as its lists of deliveries have it.</summary>
/// <param name="Id">GitHub's number of the attempt, by which it is redelivered.</param>
/// <param name="Guid">The event's id, the same in every attempt: what arrives as <c>X-GitHub-Delivery</c>.</param>
/// <param name="DeliveredAt">When.</param>
/// <param name="StatusCode">What was answered; a code of GitHub's own choice if nothing was.</param>
/// <param name="Status">The same in words: <c>OK</c>, <c>timed out</c>, <c>failed to connect to host</c>, ….</param>
/// <param name="Event">The event: <c>issues</c>.</param>
/// <param name="Action">Its action, if it has any: <c>opened</c>.</param>
/// <param name="Redelivery">Whether somebody had asked for it to be delivered again.</param>
internal sealed record HookDelivery(long Id, string Guid, DateTimeOffset DeliveredAt, int StatusCode, string? Status, string Event,
    string? Action = null, bool Redelivery = false)
{
    /// <summary>Whether the receiver took it.</summary>
    public bool IsDelivered => StatusCode is >= 200 and <= 299;

    /// <summary>Reads an item of GitHub's list.</summary>
    /// <exception cref="JsonException">It is not a delivery.</exception>
    public static HookDelivery Read(JsonElement item) =>
        item.Deserialize(HookDeliveryJson.Default.HookDelivery) ?? throw new JsonException("it is null");
}

/// <summary>How GitHub writes it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HookDelivery))]
internal sealed partial class HookDeliveryJson : JsonSerializerContext;
