using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>The address <c>…/webhooks/reconcile</c>: how asking for lost deliveries goes, and asking for them now.</summary>
internal sealed class ReconcileFunctions(HookBook book, Reconciler reconciler)
{
    private const string Details = "Where a space has given access to GitHub or GitLab (`webhooks.github.reconcile`), what its webhooks "
        + "could not deliver is asked for again every ten minutes. What comes, comes by the webhook, signed as always.";

    private static ApiOperation Read => new ApiOperation("Webhooks", "How asking for lost deliveries goes")
        .For(Role.Steward).Says(Details)
        .Answers(200, "The webhooks that the space names, with what was lost lately.", ReconcileJson.Default.ReconcileAnswer);

    [Function("DeliveriesReadReconcile"), Operation("getReconcile", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/webhooks/reconcile")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        Results.Json(await AnswerAsync(space, cancellation), ReconcileJson.Default.ReconcileAnswer);

    private static ApiOperation Run => new ApiOperation("Webhooks", "Asks for lost deliveries now")
        .For(Role.Steward).Says($"{Details} It takes up to a minute.")
        .Answers(200, "It ran; `fault` says of each webhook what kept it from its end.", ReconcileJson.Default.ReconcileAnswer)
        .Refuses(409, "The space has given no access.");

    [Function("DeliveriesReconcileNow"), Operation("reconcileDeliveries", nameof(Run))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/reconcile")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        if (!Reconciler.PlacesOf(space).Any())
            return Problem.Conflict($"The space '{space.Name}' has given no access: set webhooks.github.reconcile in its configuration.");
        await reconciler.RunAsync(space, isAsked: true, cancellation);
        var answer = await AnswerAsync(space, cancellation);
        request.Act().Sets("hooks", answer.Hooks.Count);
        return Results.Json(answer, ReconcileJson.Default.ReconcileAnswer);
    }

    private async Task<ReconcileAnswer> AnswerAsync(Space space, CancellationToken cancellation)
    {
        var places = Reconciler.PlacesOf(space).ToArray();
        var stored = places.Length == 0 ? [] : await book.ReadAsync(space.Name, cancellation);
        return new ReconcileAnswer(space.Name, [.. places.Select(each =>
            ReconciledHook.Of(each.Sender, each.Place.Name, stored.GetValueOrDefault(each.Row)?.State))]);
    }
}

/// <summary>How asking for lost deliveries goes.</summary>
/// <param name="Space">The space.</param>
/// <param name="Hooks">Each webhook that it names.</param>
internal sealed record ReconcileAnswer(string Space, IReadOnlyList<ReconciledHook> Hooks);

/// <summary>One of them.</summary>
/// <param name="Source">The sender.</param>
/// <param name="Place">Where it is set up.</param>
/// <param name="RanAt">When its deliveries were compared last; absent before.</param>
/// <param name="NextAt">When that happens next, at the earliest.</param>
/// <param name="Fault">What kept the last run from its end.</param>
/// <param name="Failures">How many runs in a row had such a fault.</param>
/// <param name="Asked">How often something was asked for again.</param>
/// <param name="Arrived">How much of it came.</param>
/// <param name="GivenUp">How much was given up.</param>
/// <param name="Waiting">How many are to be asked for, or awaited.</param>
/// <param name="Lost">Those, and what has ended lately; the newest first, 100 at most.</param>
internal sealed record ReconciledHook(
    string Source, string Place, DateTimeOffset? RanAt, DateTimeOffset? NextAt, string? Fault, int Failures, long Asked, long Arrived,
    long GivenUp, int Waiting, IReadOnlyList<LostAnswer> Lost)
{
    private const int ShownMax = 100;

    public static ReconciledHook Of(string source, string place, HookState? state) => state is null
        ? new(source, place, null, null, null, 0, 0, 0, 0, 0, [])
        : new(source, place, state.RanAt, state.NextAt, state.Fault, state.Failures, state.Asked, state.Arrived, state.GivenUp,
            state.Lost.Values.Count(each => each.End is null),
            [.. state.Lost.OrderByDescending(each => each.Value.Order).Take(ShownMax).Select(each => LostAnswer.Of(each.Key, each.Value))]);
}

/// <summary>A delivery that was lost.</summary>
/// <param name="Delivery">The sender's id of it.</param>
/// <param name="Event">The event's name.</param>
/// <param name="At">When it was tried first, if the sender says so.</param>
/// <param name="Status">What the last try was answered; 0 if nothing.</param>
/// <param name="State"><c>waiting</c>, <c>asked</c>, <c>arrived</c>, <c>given-up</c>, <c>refused</c> or <c>elsewhere</c>.</param>
/// <param name="Tries">How often it was asked for.</param>
/// <param name="AskedAt">When last.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record LostAnswer(
    string Delivery, string Event, DateTimeOffset? At, int Status, string State, int Tries, DateTimeOffset? AskedAt, string? Reason)
{
    public static LostAnswer Of(string delivery, LostDelivery lost) => new(delivery, lost.Event, lost.At, lost.Status,
        lost.End ?? (lost.IsAwaited ? "asked" : "waiting"), lost.Tries, lost.AskedAt, lost.Reason);
}

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReconcileAnswer))]
internal sealed partial class ReconcileJson : JsonSerializerContext;
