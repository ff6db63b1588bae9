using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The address that distributes grain outside of an epoch: <c>POST /api/spaces/{space}/grain/distributions</c>.</summary>
internal sealed class SpecialDistributionsFunctions(
    SpaceDirectory spaces, HandedOut handedOut, AccountSpelling spelling, SealedMove words)
{
    private static ApiOperation Distribute =>
        new ApiOperation("Accounts", "Distributes grain outside of an epoch, to all receivers or none")
        .For(Role.Admin)
        .Takes(GrainRequestJson.Default.DistributionBody, "id", "receipts")
        .Answers(200, "It is made, now or before.", GrainJson.Default.DistributionAnswer.InGrain())
        .Refuses(409, GrainMovesFunctions.NotAllowed);

    [Function("GrainDistribute"), Operation("distributeGrain", nameof(Distribute))]
    public async Task<IResult> DistributeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/distributions")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.DistributionBody, cancellation);
        var (id, memo, asked) = body.Checked(values);
        var all = await SpelledAsync(space, asked, cancellation);
        memo = await words.MemoAsync(space, memo, [.. all.Receipts.Select(receipt => receipt.ParticipantId)], cancellation);
        var key = await words.IdAsync(space, "distribution", id, cancellation);
        await request.Act().OnceAs(key).About(key).Sets("amount", GrainNotation.Format(all.Budget, space.Config.Token.Decimals))
            .Sets("receivers", all.Receipts.Count).BeginAsync(cancellation);
        return await handedOut.DistributeAsync(space.Journal, new GrainDistributed(key, [all], memo), cancellation,
            () => spaces.FixAsReadAsync(space, cancellation)) switch
        {
            RegisterOutcome.Refused { Kind: RegisterFault.InvalidDistribution } refused => Problem.BadRequest("$.id", refused.Reason),
            RegisterOutcome.Refused refused => Problem.Refused(refused.Kind, refused.Reason, PathOf(refused, all)),
            var made => Results.Json(new DistributionAnswer(id, made is RegisterOutcome.Unchanged, all.Receipts.Count, all.Budget),
                GrainJson.Default.DistributionAnswer.InGrain(space.Config.Token.Decimals)),
        };
    }

    /// <summary>The part that the ledger does not allow.</summary>
    private static string PathOf(RegisterOutcome.Refused refused, SpecialAllocation all) => refused.Kind switch
    {
        RegisterFault.DistributionIdTaken => "$.id",
        RegisterFault.UnknownIdentity or GrainAccountFault.InactiveAccount => all.Receipts.Index()
            .Where(each => refused.Register.Find(each.Item.ParticipantId) is not { Active: true })
            .Select(each => $"$.receipts[{each.Index}].to").FirstOrDefault("$.receipts"),
        _ => "$.receipts",
    };

    private async Task<SpecialAllocation> SpelledAsync(Space space, SpecialAllocation asked, CancellationToken cancellation)
    {
        var receipts = new List<Receipt>(asked.Receipts.Count);
        foreach (var receipt in asked.Receipts)
            receipts.Add(receipt with { ParticipantId = await spelling.OfAsync(space.Journal, receipt.ParticipantId, cancellation) });
        return asked with { Receipts = receipts };
    }
}
