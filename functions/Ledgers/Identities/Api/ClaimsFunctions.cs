using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>The addresses below <c>/api/spaces/{space}/identities/claims</c>.</summary>
internal sealed class ClaimsFunctions(RegisterStore store, AccountSpelling spelling)
{
    internal const string NotAllowed = "The register does not allow it; `type` says why.";

    private static ApiOperation Settlement(string summary) => new ApiOperation("Identities", summary)
        .For(Role.Steward)
        .Path("code", "The claim's code.")
        .Answers(200, "The identity as it is now.", IdentityJson.Default.IdentityAnswer)
        .Refuses(409, NotAllowed);

    private static ApiOperation ListClaims => new ApiOperation("Identities", "Claims of aliases that wait to be settled")
        .For(Role.Steward)
        .Answers(200, "The claims.", IdentityJson.Default.ClaimListAnswer);

    [Function("IdentitiesListClaims"), Operation("listClaims", nameof(ListClaims))]
    public async Task<IResult> ListClaimsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/identities/claims")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var register = await store.ReadAsync(space.Journal, cancellation);
        return Results.Json(new ClaimListAnswer([.. register.Claims.Values.OrderBy(claim => claim.Alias, StringComparer.Ordinal)]),
            IdentityJson.Default.ClaimListAnswer);
    }

    private static ApiOperation Claim =>
        new ApiOperation("Identities", "Says that an alias is somebody's; gives the code to show there")
        .For(Role.Steward)
        .Takes(IdentityJson.Default.ClaimBody, "alias", "identity")
        .Answers(201, "The claim, made now.", IdentityJson.Default.AliasClaim)
        .Answers(200, "The claim, made before.", IdentityJson.Default.AliasClaim)
        .Refuses(409, NotAllowed);

    /// <summary>Somebody says that an alias is theirs. The code is for them to show there; who sees it there confirms the claim.</summary>
    [Function("IdentitiesClaim"), Operation("claimAlias", nameof(Claim))]
    public async Task<IResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/claims")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.ClaimBody, cancellation);
        var identity = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.identity", body.Identity), cancellation);
        var alias = await spelling.OfAliasAsync(space.Journal, "$.alias", RegisterRequest.Address("$.alias", body.Alias), cancellation);
        var claim = new AliasClaimed(identity, alias, Convert.ToHexStringLower(RandomSecret.New(8)));
        var outcome = await store.ChangeAsync(request, space, identity, [claim], cancellation);
        if (outcome is RegisterOutcome.Refused refused) return RegisterRequest.Refused(refused);
        var register = outcome.Register;
        return Results.Json(
            register.ClaimOf(claim.Id, claim.Alias)!,
            IdentityJson.Default.AliasClaim,
            statusCode: outcome is RegisterOutcome.Changed ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static ApiOperation Confirm => Settlement("Confirms a claim: the alias is added");

    [Function("IdentitiesConfirmClaim"), Operation("confirmClaim", nameof(Confirm))]
    public Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/claims/{code}/confirm")]
        HttpRequest request, Space space, CancellationToken cancellation) =>
        SettleAsync(request, space, confirmed: true, cancellation);

    private static ApiOperation Reject => Settlement("Turns a claim down");

    [Function("IdentitiesRejectClaim"), Operation("rejectClaim", nameof(Reject))]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/claims/{code}/reject")]
        HttpRequest request, Space space, CancellationToken cancellation) =>
        SettleAsync(request, space, confirmed: false, cancellation);

    private async Task<IResult> SettleAsync(HttpRequest request, Space space, bool confirmed, CancellationToken cancellation)
    {
        var code = RegisterRequest.Address("code", request.PathValue("code"));
        if (confirmed && request.Caller().Subject is { } own && await store.ReadAsync(space.Journal, cancellation) is var register
            && register.Claims.GetValueOrDefault(code)?.Subject == SubjectKey.Of(own))
            return Problem.Forbidden("Nobody says of themselves who they are: another steward confirms it, or the text where you show it.");
        var outcome = await store.ChangeAsync(request, space, code, [new ClaimSettled(code, confirmed)], cancellation);
        return RegisterRequest.Answer(outcome.Register.SettledClaims.GetValueOrDefault(code)?.Claim.Identity ?? code, outcome);
    }
}
