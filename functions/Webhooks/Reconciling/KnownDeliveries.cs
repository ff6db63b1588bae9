namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>What the log of deliveries tells of a time.</summary>
/// <param name="Here">The ids of what came, and was not failed by Grain itself.</param>
/// <param name="From">From when on the log is whole; absent where it cannot be told.</param>
/// <param name="Until">Up to when: what came just now may not be written yet.</param>
internal sealed record KnownDeliveries(IReadOnlySet<string> Here, DateTimeOffset? From, DateTimeOffset Until)
{
    /// <summary>Whether a delivery of this moment, if it came, is in the log.</summary>
    public bool CanTell(DateTimeOffset? at) => at is { } moment && From is { } from && moment >= from && moment <= Until;
}
