using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Proof;

/// <summary>
/// What is particular to one sender: two plain functions. Everything else is the same for all of them and is done by
/// <see cref="WebhookIntake"/>.
/// </summary>
/// <param name="Name">The last part of its address, and its source in grants: <c>github</c>.</param>
/// <param name="Source">What a space configures for it.</param>
/// <param name="Refuse">
/// Why the raw bytes and headers do not prove who sent them, or <see langword="null"/> if they do. Called before the body is here, when it
/// may answer
/// <see cref="AwaitsBody"/>, and if so once more when it is. Nothing is parsed before; there is
/// at least one secret unless <paramref name="Source"/> needs none. A sentence of Grain's own for the sender, without anything secret, and
/// without anything of what was sent: the log of deliveries counts by it.
/// </param>
/// <param name="Read">What the delivery tells. Called only when it is proven. Never throws for anything in it.</param>
internal sealed record WebhookSender(
    string Name, Func<WebhookConfig, WebhookSource> Source, Func<WebhookArrival, string?> Refuse, Func<WebhookArrival, WebhookEvent> Read)
{
    /// <summary>The headers are in order; whether they prove the body, it takes the body to tell.</summary>
    public const string AwaitsBody = "The body is not here yet.";
}

/// <summary>What a delivery tells.</summary>
/// <param name="Name">The event's name in the sender's words.</param>
/// <param name="Delivery">The sender's id of the delivery, the same when it is sent again; empty if it gives none.</param>
/// <param name="Outcome">Grants and other facts, or why there are none.</param>
internal sealed record WebhookEvent(string Name, string Delivery, WebhookOutcome Outcome);
