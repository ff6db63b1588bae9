using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;

namespace Grain.Functions.Me;

/// <summary>Who has signed in says who they are elsewhere: <c>POST …/me/claims</c>.</summary>
internal sealed class ClaimsFunctions(RegisterStore registers, AccountSpelling spelling)
{
    private static ApiOperation Claim => new ApiOperation("Me", "Says that an account elsewhere is mine; gives the text that proves it")
        .ForPeople()
        .Says("Open an issue, pull request, discussion or topic in a connected place, as that account, with the text in its title. "
            + "Or a steward confirms the claim. Who is none of the space's people yet is so then.")
        .Takes(Shape.Json(
            """{"type":"object","properties":{"alias":{"type":"string"}},"required":["alias"],"additionalProperties":false}"""))
        .Answers(201, "The claim, made now.", MeJson.Default.ClaimAnswer)
        .Answers(200, "The claim, made before.", MeJson.Default.ClaimAnswer)
        .Refuses(409, "The register does not allow it; `type` says why.");

    [Function("MeClaim"), Operation("claimMine", nameof(Claim))]
    public async Task<IResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/me/claims")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var named = await JsonBody.ReadAsync(request, body => body.IsObject("alias") ? AccountId.Read(body, "alias") : "", cancellation);
        var me = await SignedIn.OfAsync(request, space, registers, cancellation);
        var alias = await spelling.OfAliasAsync(space.Journal, "$.alias", named, cancellation);
        var code = Convert.ToHexStringLower(RandomSecret.New(8));
        var events = me.Person is { } person ? AsPerson(me, person, alias, code) : [new SubjectClaimed(me.Key, alias, code)];
        var outcome = await registers.ChangeAsync(request, space, alias, events, cancellation);
        if (outcome is RegisterOutcome.Refused refused) return RegisterRequest.Refused(refused);
        var claim = me.Person is { } id ? outcome.Register.ClaimOf(id, alias) : outcome.Register.ClaimOfSubject(me.Key, alias);
        if (claim is null) return Problem.Conflict($"'{alias}' is yours already.");
        return Results.Json(Shown(claim), MeJson.Default.ClaimAnswer,
            statusCode: outcome is RegisterOutcome.Changed ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>A claim as its owner sees it.</summary>
    public static ClaimAnswer Shown(AliasClaim claim) => new(claim.Code, claim.Alias, ClaimText.Of(claim.Code));

    /// <summary>An alias needs an identity; who has none gets one of their own account.</summary>
    private static IReadOnlyList<RegisterEvent> AsPerson(SignedIn me, string person, string alias, string code) =>
        me.Register.Identities.ContainsKey(person) ? [new AliasClaimed(person, alias, code)]
        : throw new ProblemException(Problem.Refused(RegisterFault.UnknownIdentity,
            "aliases belong to an identity, and you have none yet: PATCH …/me with a name makes it"));
}
