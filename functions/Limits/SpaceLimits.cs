namespace Grain.Functions.Limits;

/// <summary>The limits of a space that its owners set; what is absent is as the settings say, and 0 is no limit.</summary>
internal sealed record SpaceLimits(
    long? RequestsAMinute, long? RequestsAMinuteOfKey, long? GrantsAMinute, long? OperationsADay, long? Accounts)
{
    /// <summary>None of its own.</summary>
    public static SpaceLimits None { get; } = new(null, null, null, null, null);

    /// <summary>What holds.</summary>
    public SpaceLimits Or(LimitOptions settings) => new(
        RequestsAMinute ?? settings.RequestsAMinute, RequestsAMinuteOfKey ?? settings.RequestsAMinuteOfKey,
        GrantsAMinute ?? settings.GrantsAMinute, OperationsADay ?? settings.OperationsADay, Accounts ?? settings.Accounts);

    /// <summary>Reads what was sent.</summary>
    public static SpaceLimits Read(SentValue body) =>
        !body.IsObject("requestsAMinute", "requestsAMinuteOfKey", "grantsAMinute", "operationsADay", "accounts") ? None : new(
            body.OptionalWhole("requestsAMinute", LimitOptions.Max), body.OptionalWhole("requestsAMinuteOfKey", LimitOptions.Max),
            body.OptionalWhole("grantsAMinute", LimitOptions.Max), body.OptionalWhole("operationsADay", LimitOptions.Max),
            body.OptionalWhole("accounts", LimitOptions.Max));
}

/// <summary>What a space used in a day.</summary>
/// <param name="Requests">Requests that were let in, with a key or token or to what is published.</param>
/// <param name="Refused">Requests that were refused: for lack of a right, or for a limit.</param>
/// <param name="Grants">Grants that came, counted before or not.</param>
/// <param name="Operations">Requests to storage, retries included.</param>
internal sealed record UsedCounts(long Requests, long Refused, long Grants, long Operations)
{
    public static UsedCounts None { get; } = new(0, 0, 0, 0);

    public static UsedCounts operator +(UsedCounts one, UsedCounts other) => new(one.Requests + other.Requests,
        one.Refused + other.Refused, one.Grants + other.Grants, one.Operations + other.Operations);
}

/// <summary>What one process had of a space's day.</summary>
/// <param name="Counts">So far.</param>
/// <param name="SeenAt">When it said so.</param>
internal sealed record UsageShare(UsedCounts Counts, DateTimeOffset SeenAt);

/// <summary>How usage is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpaceLimits))]
[JsonSerializable(typeof(Dictionary<string, UsageShare>))]
internal sealed partial class LimitsJson : JsonSerializerContext;
