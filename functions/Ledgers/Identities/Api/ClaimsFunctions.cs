namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>The addresses below <c>/api/spaces/{space}/identities/claims</c>.</summary>
internal sealed class ClaimsFunctions(SpaceDirectory spaces, RegisterStore store, AccountSpelling spelling)
{
    [Function("IdentitiesListClaims")]
    public async Task<IResult> ListClaimsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/claims")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var register = await store.ReadAsync(space.Journal, cancellation);
        return Results.Json(new ClaimListAnswer([.. register.Claims.Values.OrderBy(claim => claim.Alias, StringComparer.Ordinal)]),
            IdentityJson.Default.ClaimListAnswer);
    }

    /// <summary>Somebody says that an alias is theirs. The code is for them to show there; who sees it there confirms the claim.</summary>
    [Function("IdentitiesClaim")]
    public async Task<IResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.ClaimBody, cancellation);
        var identity = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.identity", body.Identity), cancellation);
        var alias = await spelling.OfAliasAsync(space.Journal, "$.alias", RegisterRequest.Address("$.alias", body.Alias), cancellation);
        var claim = new AliasClaimed(identity, alias, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var outcome = await store.ChangeAsync(space.Journal, [claim], cancellation);
        if (outcome is RegisterOutcome.Refused refused) return RegisterRequest.Refused(refused);
        var register = outcome.Register;
        return Results.Json(
            register.ClaimOf(claim.Id, claim.Alias)!,
            IdentityJson.Default.AliasClaim,
            statusCode: outcome is RegisterOutcome.Changed ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    [Function("IdentitiesConfirmClaim")]
    public Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post",
            Route = "api/spaces/{space}/identities/claims/{code}/confirm")] HttpRequest request, CancellationToken cancellation) =>
        SettleAsync(request, confirmed: true, cancellation);

    [Function("IdentitiesRejectClaim")]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post",
            Route = "api/spaces/{space}/identities/claims/{code}/reject")] HttpRequest request, CancellationToken cancellation) =>
        SettleAsync(request, confirmed: false, cancellation);

    private async Task<IResult> SettleAsync(HttpRequest request, bool confirmed, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var code = RegisterRequest.Address("code", request.PathValue("code"));
        var outcome = await store.ChangeAsync(space.Journal, [new ClaimSettled(code, confirmed)], cancellation);
        return RegisterRequest.Answer(outcome.Register.SettledClaims.GetValueOrDefault(code)?.Claim.Identity ?? code, outcome);
    }
}
