namespace Grain.Functions.Hosting;

/// <summary>One delivery of one queue message. The same message may be delivered again, even at the same time.</summary>
/// <param name="Text">The message as it was sent, base64 taken off.</param>
public sealed record QueueInvocation(string Text)
{
    /// <summary>
    /// How often it was delivered, this time included. A hint for logs: the Functions host replaces it when the message
    /// itself has a property of that name.
    /// </summary>
    public long DequeueCount { get; init; } = 1;

    /// <summary>The queue service's id of the message. A hint for logs, for the same reason.</summary>
    public string? MessageId { get; init; }
}
