using System.Security.Cryptography;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.Identities;

/// <summary>The addresses below <c>/api/spaces/{space}/identities/claims</c>.</summary>
internal sealed class ClaimsFunctions(SpaceDirectory spaces, RegisterStore store, AccountSpelling spelling)
{
    [Function("IdentitiesListClaims")]
    public async Task<IResult> ListClaimsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/claims")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        return Results.Json(new ClaimListAnswer([.. register.Claims.Values.OrderBy(claim => claim.Alias, StringComparer.Ordinal)]), IdentityJson.Default.ClaimListAnswer);
    }

    /// <summary>Somebody says that an alias is theirs. The code is for them to show there; who sees it there confirms the claim.</summary>
    [Function("IdentitiesClaim")]
    public async Task<IResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.ClaimBody, cancellationToken);
        var identity = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.identity", body.Identity), cancellationToken);
        var alias = await spelling.OfAliasAsync(space.Journal, "$.alias", RegisterRequest.Address("$.alias", body.Alias), cancellationToken);
        var claim = new AliasClaimed(identity, alias, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var outcome = await store.ChangeAsync(space.Journal, [claim], cancellationToken);
        if (outcome is RegisterOutcome.Refused refused) return RegisterRequest.Refused(refused);
        var register = outcome.Register;
        return Results.Json(
            register.ClaimOf(claim.Id, claim.Alias)!,
            IdentityJson.Default.AliasClaim, statusCode: outcome is RegisterOutcome.Changed ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    [Function("IdentitiesConfirmClaim")]
    public Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims/{code}/confirm")] HttpRequest request, CancellationToken cancellationToken) =>
        SettleAsync(request, confirmed: true, cancellationToken);

    [Function("IdentitiesRejectClaim")]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims/{code}/reject")] HttpRequest request, CancellationToken cancellationToken) =>
        SettleAsync(request, confirmed: false, cancellationToken);

    private async Task<IResult> SettleAsync(HttpRequest request, bool confirmed, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var code = RegisterRequest.Address("code", request.PathValue("code"));
        var outcome = await store.ChangeAsync(space.Journal, [new ClaimSettled(code, confirmed)], cancellationToken);
        return RegisterRequest.Answer(outcome.Register.SettledClaims.GetValueOrDefault(code)?.Claim.Identity ?? code, outcome);
    }
}
