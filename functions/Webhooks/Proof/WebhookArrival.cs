using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Proof;

/// <summary>A delivery as it arrived: who it is for, its headers and its raw bytes. Nothing of it is believed yet.</summary>
internal sealed record WebhookArrival
{
    /// <summary>The space it was sent to.</summary>
    public required Space Space { get; init; }

    /// <summary>The request's headers.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body, byte for byte; empty while it is not here.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body is here. Before that, headers alone may prove or refuse an arrival.</summary>
    public bool HasBody { get; init; } = true;

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the space configures for the sender.</summary>
    public WebhookSource Source { get; init; } = new();

    /// <summary>The sender's secrets that are good at this moment.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The points that the space gives for events.</summary>
    public EventWeights Weights { get; init; } = EventWeights.Default;

    /// <summary>The sender's home instance, if it is known; see <see cref="CountingOptions.Home"/>.</summary>
    public HomeInstance? Home { get; init; }

    /// <summary>What the space counts.</summary>
    public CountingOptions Counting { get; init; } = CountingOptions.Default;

    /// <summary>A header's value; empty if there is none.</summary>
    public string Header(string name) => Headers[name].ToString();
}
