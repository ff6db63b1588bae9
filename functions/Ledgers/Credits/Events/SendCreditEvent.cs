using System.Net;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>
/// The queue function <c>CreditsSendEvent</c>: posts an event to the space's webhook, signed. A receiver that does not answer
/// 2xx is tried again with growing pauses; when all tries are used up the message goes to the poison queue.
/// </summary>
internal sealed class SendCreditEvent(
    SpaceDirectory spaces, EventQueue queue, EventSender sender, PeopleVault vault, TimeProvider time, ILogger<SendCreditEvent> log)
{
    /// <summary>Pauses before the further tries, as Standard Webhooks advises; together about 75 hours.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Makes one try.</summary>
    /// <exception cref="HttpRequestException">It was the last one and failed.</exception>
    [Function("CreditsSendEvent")]
    public async Task RunAsync([QueueTrigger("credit-events")] string text, CancellationToken cancellation)
    {
        if (JsonSerializer.Deserialize(text, CreditEventJson.Default.EventMessage) is not { Event: not null, Try: >= 1 } message)
            throw new InvalidDataException("The message has no event, or no number of its try.");
        if (await spaces.OfMessageAsync(message.Space, $"whose webhook event {message.Event.Id} is for", log,
            cancellation) is not { } space) return;
        if (space.Config.Credits.Webhook is not { } webhook)
            log.LogInformation(LogEvents.CreditEventDropped,
                "{Space}: event {Event} is dropped: the space has no webhook any more", space.Name, message.Event.Id);
        else if (await sender.PostAsync(webhook, message.Event,
            await TextAsync(space, message.Event, cancellation), time.GetUtcNow(), cancellation) is { } failure)
            await TryLaterAsync(space, message, failure, cancellation);
    }

    /// <summary>The receiver is the community's own: it is told names, as the API's callers are.</summary>
    private async Task<string> TextAsync(Space space, CreditEvent item, CancellationToken cancellation) => !space.IsSealed ? item.ToJson()
        : await new OpenedNames(vault, space.Name, NameForm.Json).InAsync("", item.ToJson(), cancellation);

    private async Task TryLaterAsync(Space space, EventMessage message, HttpRequestException failure, CancellationToken cancellation)
    {
        if (failure.StatusCode == HttpStatusCode.Gone)
        {
            log.LogWarning(LogEvents.CreditEventUnwanted,
                "{Space}: event {Event} is dropped: the receiver answered 410, it wants no more", space.Name, message.Event.Id);
            return;
        }

        // Delivered again by the queue itself, a last try fails five times in a row and is put aside.
        if (message.Try > Pauses.Count) throw failure;
        log.LogWarning(LogEvents.CreditEventFailed,
            "{Space}: event {Event}, try {Try}: {Reason}", space.Name, message.Event.Id, message.Try, failure.Message);
        await queue.SendAsync(message with { Try = message.Try + 1 }, Pauses[message.Try - 1], cancellation);
    }
}
