using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>
/// The addresses <c>GET /api/spaces/{space}/webhooks/deliveries</c> and <c>…/{id}</c>, and the timer that sweeps the log.
/// </summary>
internal sealed class DeliveriesFunctions(DeliveryLog log, DeliveryPages pages, DeliveryOutcomes outcomes, HookBook hooks)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 500;

    internal static readonly string[] Outcomes = ["accepted", "ignored", "malformed", "failed", "asked", "given-up"];

    private static ApiOperation ListDeliveries => new ApiOperation("Webhooks", "What was delivered, newest first")
        .For(Role.Steward)
        .Query("source", "Only deliveries of this sender.")
        .Query("outcome", "Only deliveries that came to this.", Outcomes)
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page; the first one counts besides what was refused today.", DeliveryJson.Default.DeliveriesAnswer);

    [Function("DeliveriesList"), Operation("listDeliveries", nameof(ListDeliveries))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/webhooks/deliveries")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (source, outcome, after, size) = QueryReader.Of(request,
            query => (query.Text("source"), query.Text("outcome"), query.Text("after"), query.Size(PageDefault, PageMax)));
        if (outcome is not null && !Outcomes.Contains(outcome))
            return Problem.BadRequest("outcome", $"must be {string.Join(", ", Outcomes[..^1])} or {Outcomes[^1]}");
        DeliveryId? last = after is null ? null : DeliveryId.Parse(after);
        if (after is not null && last is null) return Problem.BadRequest("after", "is not the id of a delivery");
        return Results.Json(await ReadPageAsync(space, new DeliveryFilter(source, outcome, last), size, cancellation),
            DeliveryJson.Default.DeliveriesAnswer);
    }

    private async Task<DeliveriesAnswer> ReadPageAsync(Space space, DeliveryFilter filter, int size, CancellationToken cancellation)
    {
        await log.FlushAsync(space.Name, cancellation);
        var found = await pages.ReadAsync(space.Name, space.Config.Webhooks.Log.Days, filter, size, cancellation);
        var lost = await ReadLostAsync(space, cancellation);
        var refused = filter.After is null ? await log.ReadRefusedAsync(space.Name, pages.Days(1).First(), cancellation) : null;
        return new DeliveriesAnswer(
            space.Name, [.. found.Select(each => DeliveryAnswer.Of(each, lost))],
            refused is null ? null : [.. refused.Where(each => filter.Source is null || each.Source == filter.Source)],
            found.Count == size ? found[^1].Id.ToString() : null);
    }

    /// <summary>What was asked for again lately, where the space has given access to a forge.</summary>
    private async Task<IReadOnlyDictionary<string, LostDelivery>> ReadLostAsync(Space space, CancellationToken cancellation) =>
        space.Config.Webhooks is { Github.Reconcile: null, Gitlab.Reconcile: null } ? new Dictionary<string, LostDelivery>()
            : (await hooks.ReadAsync(space.Name, cancellation)).Values.SelectMany(hook => hook.State.Lost)
                .Where(each => each.Value.Tries > 0).DistinctBy(each => each.Key).ToDictionary();

    private static ApiOperation ReadDelivery =>
        new ApiOperation("Webhooks", "A delivery, with what became of its grants, and its payload where the space keeps them")
        .For(Role.Steward)
        .Key("id", "The id in the log.")
        .Says($"`became` tells of its first {DeliveryRecord.GrantIdsMax} grants; in a sealed space, of none.")
        .Answers(200, "The delivery.", DeliveryJson.Default.DeliveryAnswer);

    [Function("DeliveriesRead"), Operation("getDelivery", nameof(ReadDelivery))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/webhooks/deliveries/{id}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var id = request.PathValue("id");
        await log.FlushAsync(space.Name, cancellation);
        return DeliveryId.Parse(id) is { } place && await pages.FindAsync(space.Name, place, cancellation) is { } found
            ? Results.Json(
                DeliveryAnswer.Of(found, await ReadLostAsync(space, cancellation)) with
                {
                    Became = await outcomes.ReadAsync(space, found, cancellation),
                },
                DeliveryJson.Default.DeliveryAnswer)
            : Problem.NotFound($"The log of the space '{space.Name}' has no delivery '{BoundedText.Line(id, 60)}'.");
    }
}

/// <summary>A page of the log.</summary>
/// <param name="Space">The space.</param>
/// <param name="Deliveries">The newest first.</param>
/// <param name="RefusedToday">What was refused today, on the first page only.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent on the last.</param>
internal sealed record DeliveriesAnswer(string Space, IReadOnlyList<DeliveryAnswer> Deliveries, IReadOnlyList<RefusalCount>? RefusedToday,
    string? Next);

/// <summary>A delivery as the API shows it; <c>askedFor</c> says how often it was asked for again, if it was.</summary>
internal sealed record DeliveryAnswer(
    string Id, DateTimeOffset At, string Source, string Event, string Delivery, string Outcome, string? Reason, double Ms, int Grants,
    int? PayloadBytes, string? Payload, int? AskedFor)
{
    /// <summary>What became of each grant that was made of it; where one delivery is asked for.</summary>
    public IReadOnlyList<DeliveredGrant>? Became { get; init; }

    public static DeliveryAnswer Of(DeliveryRecord record, IReadOnlyDictionary<string, LostDelivery> lost) => new(
        record.Id.ToString(), record.At, record.Source, record.Event, record.Delivery, record.Outcome, record.Reason, record.Ms,
        record.Grants, record.PayloadBytes, record.Payload, lost.GetValueOrDefault(record.Delivery)?.Tries);
}

/// <summary>How the log is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveriesAnswer))]
[JsonSerializable(typeof(DeliveryAnswer))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
