using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>What the log says of a delivery. Of a sealed space it is nothing that could name anybody. Pure.</summary>
internal static class DeliveryNote
{
    /// <summary>Why a delivery that does not prove who sent it is only counted; <see langword="null"/> if it proves it.</summary>
    public static string? RefusalOf(DeliveryReading receipt) => receipt.Outcome switch
    {
        WebhookOutcome.Refused refused => refused.Reason,
        WebhookOutcome.Unready unready => unready.Reason,
        _ => null,
    };

    /// <summary>What became of any other.</summary>
    /// <param name="arrival">As it came.</param>
    /// <param name="receipt">What it was.</param>
    /// <param name="took">From its arrival to its answer.</param>
    /// <param name="failure">Why Grain could not take it, if so.</param>
    /// <param name="waits">Why a part of it waits; it names nobody.</param>
    public static DeliveryRecord RecordOf(
        WebhookArrival arrival, DeliveryReading receipt, TimeSpan took, string? failure, string? waits)
    {
        var (outcome, reason) = OutcomeOf(receipt.Outcome, failure, waits);
        var (grants, isSealed) = ((receipt.Outcome as WebhookOutcome.Normalised)?.Grants ?? [], arrival.Space.IsSealed);
        return new DeliveryRecord(arrival.At, receipt.Source, receipt.Event, IdOf(arrival.Space, receipt.Delivery), outcome,
            isSealed && failure is null && waits is null ? null : reason, took.TotalMilliseconds, grants.Count)
        {
            GrantIds = isSealed || outcome != "accepted" ? []
                : [.. grants.Select(grant => grant.GrantId).Where(id => !id.Contains('\n')).Take(DeliveryRecord.GrantIdsMax)],
        };
    }

    /// <summary>
    /// Whether its payload is kept: others may hold what is not for all, and of a sealed space nobody could take out again whom it names.
    /// </summary>
    public static bool KeepsPayload(WebhookArrival arrival, DeliveryReading receipt) =>
        !arrival.Space.IsSealed && arrival.Space.Config.Webhooks.Log.Payloads && receipt.Outcome is WebhookOutcome.Normalised;

    /// <summary>The sender's id of a delivery; of a sealed space only one that can say nothing.</summary>
    public static string IdOf(Space space, string delivery) => !space.IsSealed || Guid.TryParse(delivery, out _) ? delivery : "";

    private static (string Outcome, string? Reason) OutcomeOf(WebhookOutcome outcome, string? failure, string? waits) => outcome switch
    {
        _ when failure is not null => ("failed", failure),
        WebhookOutcome.Ignored ignored => ("ignored", ignored.Reason),
        WebhookOutcome.Malformed malformed => ("malformed", malformed.Fault),
        _ when waits is not null => ("accepted", waits),
        WebhookOutcome.Normalised { LeftOut: { Count: > 0 } faults } => ("accepted", LeftOut(faults[0], faults.Count)),
        _ => ("accepted", null),
    };

    private static string LeftOut(Fault first, int count) =>
        $"left out: {first.Path} {first.Message}"
            + (count > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {count - 1} more") : "");
}
