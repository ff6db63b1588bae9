namespace Grain.Local.Backfill;

/// <summary>One attempt of GitHub's to deliver an event to a webhook.</summary>
/// <param name="Id">GitHub's number of the attempt, by which it is redelivered.</param>
/// <param name="Guid">The event's id, the same in every attempt: what arrives as <c>X-GitHub-Delivery</c>.</param>
/// <param name="At">When.</param>
/// <param name="StatusCode">What was answered; a code of GitHub's own choice if nothing was.</param>
/// <param name="Status">The same in words: <c>OK</c>, <c>timed out</c>, <c>failed to connect to host</c>, ….</param>
/// <param name="Event">The event, with its action: <c>issues.opened</c>.</param>
internal sealed record HookDelivery(long Id, string Guid, DateTimeOffset At, int StatusCode, string Status, string Event)
{
    /// <summary>Whether the receiver took it.</summary>
    public bool IsDelivered => StatusCode is >= 200 and <= 299;

    /// <summary>Reads an item of GitHub's list.</summary>
    /// <exception cref="CommandException">It is not a delivery.</exception>
    public static HookDelivery Read(JsonElement item)
    {
        try
        {
            var action =
                item.TryGetProperty("action", out var told) && told.ValueKind == JsonValueKind.String ? $".{told.GetString()}" : "";
            return new HookDelivery(
                item.GetProperty("id").GetInt64(), item.GetProperty("guid").GetString() ?? throw new FormatException("a guid is null"),
                item.GetProperty("delivered_at").GetDateTimeOffset(),
                item.GetProperty("status_code").GetInt32(), item.GetProperty("status").GetString() ?? "",
                item.GetProperty("event").GetString() + action);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CommandException($"GitHub's list of deliveries is not in the form that it documents: {fault.Message}");
        }
    }
}
