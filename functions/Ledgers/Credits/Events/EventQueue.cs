namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>An event on its way to a space's webhook.</summary>
/// <param name="Space">Whose.</param>
/// <param name="Try">The number of this try, from 1.</param>
/// <param name="Event">The event.</param>
internal sealed record EventMessage(string Space, int Try, CreditEvent Event);

/// <summary>The queue <c>credit-events</c>, from which <see cref="SendCreditEvent"/> takes.</summary>
internal sealed class EventQueue(StorageService storage)
{
    private const int AtOnceMax = 8;

    private readonly MessageQueue queue = storage.For("credits").Queue("credit-events");

    /// <summary>Puts events into the queue; when this returns they are durable.</summary>
    public Task SendAsync(string space, IReadOnlyList<CreditEvent> events, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            events, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
            async (item, token) => await SendAsync(new EventMessage(space, 1, item), TimeSpan.Zero, token));

    /// <summary>Puts one event into the queue, to be taken after a while.</summary>
    public Task SendAsync(EventMessage message, TimeSpan after, CancellationToken cancellation) =>
        queue.SendAsync(JsonSerializer.Serialize(message, CreditEventJson.Default.EventMessage), after > TimeSpan.Zero ? after : null,
            cancellation);
}

/// <summary>How events are kept and sent: camelCase, what is absent is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreditEvent))]
[JsonSerializable(typeof(EventMessage))]
internal sealed partial class CreditEventJson : JsonSerializerContext;
