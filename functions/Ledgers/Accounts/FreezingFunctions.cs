using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The address that freezes accounts: <c>PUT /api/spaces/{space}/grain/accounts/{id}/frozen</c>.</summary>
internal sealed class FreezingFunctions(AccountChanges changes, AccountSpelling spelling, SealedMove words)
{
    private static ApiOperation Freeze =>
        new ApiOperation("Accounts", "Freezes somebody's accounts, or lets grain leave them again")
        .For(Role.Admin)
        .Key("id", "Any id of theirs.")
        .Takes(GrainRequestJson.Default.FreezeBody, "frozen", "reason")
        .Answers(200, "The accounts concerned.", GrainJson.Default.FrozenAnswer);

    [Function("GrainFreeze"), Operation("freezeGrainAccount", nameof(Freeze))]
    public async Task<IResult> FreezeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put",
            Route = "api/spaces/{space}/grain/accounts/{*id:regex(^(?<id>.+)/frozen/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.FreezeBody, cancellation);
        var (id, reason) = (values.Account("id", request.IdOf("id")), values.Memo("$.reason", body.Reason));
        if (body.Frozen is null) values.Fail("$.frozen", "is missing");
        if (string.IsNullOrEmpty(reason)) values.Fail("$.reason", "is missing: whoever holds the account will ask");
        values.Check();
        id = await spelling.OfNewAsync(space.Journal, request.PlaceOfId("id"), id, cancellation);
        var sealedReason = await words.MemoAsync(space, reason, [id], cancellation);
        await request.Act().About(id).Sets("frozen", body.Frozen).BeginAsync(cancellation);
        var accounts = await changes.SetFrozenAsync(space.Journal, id, body.Frozen!.Value, sealedReason ?? "", cancellation);
        return Results.Json(new FrozenAnswer(body.Frozen.Value, accounts), GrainJson.Default.FrozenAnswer);
    }

    [Function("GrainFreezeById"), Operation("freezeGrainAccountById", nameof(Freeze))]
    public Task<IResult> FreezeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/grain/accounts/frozen")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        FreezeAsync(request, space, cancellation);
}
