namespace Grain.Local.Backfill;

/// <summary>One attempt of GitHub's to deliver an event to a webhook.</summary>
/// <param name="Id">GitHub's number of the attempt, by which it is redelivered.</param>
/// <param name="Guid">The event's id, the same in every attempt: what arrives as <c>X-GitHub-Delivery</c>.</param>
/// <param name="DeliveredAt">When.</param>
/// <param name="StatusCode">What was answered; a code of GitHub's own choice if nothing was.</param>
/// <param name="Status">The same in words: <c>OK</c>, <c>timed out</c>, <c>failed to connect to host</c>, ….</param>
/// <param name="Event">The event: <c>issues</c>.</param>
/// <param name="Action">Its action, if it has any: <c>opened</c>.</param>
internal sealed record HookDelivery(long Id, string Guid, DateTimeOffset DeliveredAt, int StatusCode, string? Status, string Event,
    string? Action = null)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Whether the receiver took it.</summary>
    public bool IsDelivered => StatusCode is >= 200 and <= 299;

    /// <summary>Reads an item of GitHub's list.</summary>
    /// <exception cref="CommandException">It is not a delivery.</exception>
    public static HookDelivery Read(JsonElement item)
    {
        try
        {
            return item.Deserialize<HookDelivery>(Form) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new CommandException($"GitHub's list of deliveries is not in the form that it documents: {fault.Message}");
        }
    }
}
