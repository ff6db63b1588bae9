using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Proof;

/// <summary>
/// All that is particular to one sender. What is the same for all of them is done by the intake, which knows no sender.
/// </summary>
/// <param name="Name">
/// The last part of its address, its member of the configuration, and the source of its grants: <c>github</c>.
/// </param>
/// <param name="Secrets">What its secrets look like.</param>
/// <param name="Prove">
/// What raw bytes and headers show of who sent them. Called before the body is here, and once more when it is, if it is needed. Nothing is
/// parsed before; there is at least one secret unless the space takes deliveries unsigned.
/// </param>
/// <param name="Read">What the delivery tells. Called only when it is proven. Never throws for anything in it.</param>
internal sealed record WebhookSender(
    string Name, SecretForm Secrets, Func<WebhookArrival, SenderProof> Prove, Func<WebhookArrival, WebhookEvent> Read)
{
    /// <summary>The kinds of events that a space may weigh; none of a sender who says itself what is worth what.</summary>
    public EventKinds? Kinds { get; init; }

    /// <summary>Whether there are several installations, which may change their names: then a space may tell <c>hosts</c>.</summary>
    public bool HasInstances { get; init; }

    /// <summary>Whether nodes have always the host in their ids, also where the installation is at home.</summary>
    public bool NodesNameHost { get; init; }

    /// <summary>Whether a space may take what is not signed at all.</summary>
    public bool MayBeUnsigned { get; init; }

    /// <summary>How lost deliveries are asked for again; absent where the sender has no such thing.</summary>
    public HookForge? Hooks { get; init; }

    /// <summary>Takes the payload out of what it may be wrapped in. May write into the body.</summary>
    public Func<byte[], ReadOnlyMemory<byte>> Unwrap { get; init; } = body => body;

    /// <summary>The headers with which it sends, for trying things out.</summary>
    public required Func<SentWebhook, IEnumerable<(string Name, string Value)>> Sign { get; init; }
}

/// <summary>A delivery as a sender would make it.</summary>
/// <param name="Event">The event's name, for senders who tell it in a header.</param>
/// <param name="Delivery">The id of the delivery.</param>
/// <param name="Body">The body.</param>
/// <param name="Secret">What to prove it with; <see langword="null"/> proves nothing.</param>
/// <param name="At">When it is sent.</param>
internal sealed record SentWebhook(string Event, string Delivery, byte[] Body, string? Secret, DateTimeOffset At);

/// <summary>What a delivery tells.</summary>
/// <param name="Name">The event's name in the sender's words.</param>
/// <param name="Delivery">The sender's id of the delivery, the same when it is sent again; empty if it gives none.</param>
/// <param name="Outcome">Grants and other facts, or why there are none.</param>
internal sealed record WebhookEvent(string Name, string Delivery, WebhookOutcome Outcome);

/// <summary>Where the deliveries of all senders come in.</summary>
internal delegate Task<IResult> WebhookDoor(WebhookSender sender, HttpRequest request, CancellationToken cancellation);
