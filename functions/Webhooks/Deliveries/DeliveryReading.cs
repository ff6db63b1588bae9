using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>What came of one delivery, whatever it was: the line of a log, and what the answer is made of.</summary>
/// <param name="Space">To whom it was sent.</param>
/// <param name="Source">The sender's name.</param>
/// <param name="Event">The event's name; empty if nobody vouches for it.</param>
/// <param name="Delivery">The sender's id of the delivery; empty if nobody vouches for it, or there is none.</param>
/// <param name="ContentKey">
/// Stands for what was told, whichever delivery told it: 128 bits of the SHA-256 of event and body, in hexadecimal. For senders whose ids
/// change when they send again.
/// </param>
/// <param name="Outcome">What it was.</param>
internal sealed record DeliveryReading(string Space, string Source, string Event, string Delivery, string ContentKey,
    WebhookOutcome Outcome);
