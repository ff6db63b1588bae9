using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>The address <c>POST /api/spaces/{space}/credits/shutdown?id=</c>: a node says goodbye.</summary>
internal sealed class ShutdownFunctions(CreditLedger ledger, CreditNotices notices, TimeProvider time)
{
    private static ApiOperation Shutdown => CreditsFunctions.OfNode("Tells that a node shuts down, as an event")
        .For(Role.Writer).OrNode("node")
        .Says("Node and time name the event: sent again, it is the same one. The account stays as it is, also if the node never had one.")
        .Takes(Shape.Json("""
            {"type":"object","properties":{"at":{"type":"string","format":"date-time","description":"When it shut down."}},
             "required":["at"],"additionalProperties":false}
            """))
        .Answers(200, "It is told.", CreditAnswersJson.Default.CreditEvent)
        .Refuses(409, "In a sealed space: the node was erased.");

    [Function("CreditsShutdown"), Operation("shutdownNode", nameof(Shutdown))]
    public async Task<IResult> ShutdownAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/shutdown/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        await ledger.NodeOfAsync(request, space, cancellation);
        if (AccountId.Fault(request.IdOf("node")) is { } fault) return Problem.BadRequest(request.PlaceOfId("node"), fault);
        var now = time.GetUtcNow();
        var at = await JsonBody.ReadAsync(request, body => body.IsObject("at")
            ? body.Time("at", now, "is missing: with the time at which it happened, a retry is the same event") : default, cancellation);
        var node = await ledger.Spelling.WriterAsync(space.Journal, request.IdOf("node"), true, cancellation);
        if (space.IsSealed && await ledger.Spelling.Vault.OpenAsync(space.Name, node, cancellation) is null)
            return Problem.Erased(node);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var told = await notices.PublishShutdownAsync(space, node, at, head.Totals.Balance, cancellation);
        return Results.Json(told, CreditAnswersJson.Default.CreditEvent);
    }

    [Function("CreditsShutdownById"), Operation("shutdownNodeById", nameof(Shutdown))]
    public Task<IResult> ShutdownByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/credits/shutdown")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ShutdownAsync(request, space, cancellation);
}
