namespace Grain.Functions.Webhooks.Hooks;

/// <summary>How far the deliveries of a webhook were compared with what came, and what was asked for again.</summary>
internal sealed record HookState
{
    /// <summary>The sender: <c>github</c>.</summary>
    public required string Sender { get; init; }

    /// <summary>Where the webhook is set up, for people.</summary>
    public required string Place { get; init; }

    /// <summary>The forge's number of the webhook, once it was found.</summary>
    public long? Hook { get; init; }

    /// <summary>Up to which attempt, by their order, all were looked at.</summary>
    public long Floor { get; init; }

    /// <summary>The newest attempt of the sweep that goes on.</summary>
    public long Top { get; init; }

    /// <summary>The oldest attempt of it that was too young to be told whether it came.</summary>
    public long? Young { get; init; }

    /// <summary>Where a sweep goes on that was too long for one run; absent between sweeps.</summary>
    public string? Cursor { get; init; }

    /// <summary>Events that such a sweep saw taken after somebody had asked for them again.</summary>
    public IReadOnlyList<string> Taken { get; init; } = [];

    /// <summary>When it ran last.</summary>
    public DateTimeOffset? RanAt { get; init; }

    /// <summary>When it runs next.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Before when the forge wants to be left alone.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when a process has it to itself.</summary>
    public DateTimeOffset? BusyUntil { get; init; }

    /// <summary>Why the last run did not come to its end.</summary>
    public string? Fault { get; init; }

    /// <summary>How many runs in a row had a fault.</summary>
    public int Failures { get; init; }

    /// <summary>The version of the space's configuration that it ran with: another one is tried at once.</summary>
    public int ConfigVersion { get; init; }

    /// <summary>How many were asked for again, each time counted.</summary>
    public long Asked { get; init; }

    /// <summary>How many of them came.</summary>
    public long Arrived { get; init; }

    /// <summary>How many were given up.</summary>
    public long GivenUp { get; init; }

    /// <summary>
    /// How many in a row were taken by the forge's account and did not come: they go elsewhere, and asking for more is of no use.
    /// </summary>
    public int Elsewhere { get; init; }

    /// <summary>What was lost, by the event's id; what has ended, too, as long as there is room.</summary>
    public IReadOnlyDictionary<string, LostDelivery> Lost { get; init; } = new Dictionary<string, LostDelivery>();

    /// <summary>The state with another word on an event.</summary>
    public HookState With(string delivery, LostDelivery lost) =>
        this with { Lost = new Dictionary<string, LostDelivery>(Lost, StringComparer.Ordinal) { [delivery] = lost } };
}

/// <summary>An event of which no attempt came.</summary>
/// <param name="Attempt">The forge's number of the newest attempt.</param>
/// <param name="Order">The order of that.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Status">What was answered; of success, it was taken and is not in the log.</param>
/// <param name="At">When it was tried first, if the forge says so.</param>
internal sealed record LostDelivery(long Attempt, long Order, string Event, int Status, DateTimeOffset? At)
{
    /// <summary>An end: it came.</summary>
    public const string Arrived = "arrived";

    /// <summary>An end: it was asked for too often in vain.</summary>
    public const string GivenUp = "given-up";

    /// <summary>An end: the forge would not deliver it again.</summary>
    public const string Refused = "refused";

    /// <summary>An end: the forge delivered it, and it did not come here.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>How often it was asked for.</summary>
    public int Tries { get; init; }

    /// <summary>When it was asked for last.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Whether nothing was seen of it since.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>How it ended; absent before.</summary>
    public string? End { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why, in the forge's words.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the forge says that it was taken.</summary>
    [JsonIgnore]
    public bool WasTaken => Status is >= 200 and <= 299;
}

/// <summary>How it is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookState))]
internal sealed partial class HookStateJson : JsonSerializerContext;
