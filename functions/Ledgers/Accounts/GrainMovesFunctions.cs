using Grain.Functions.Cred.Distributions;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses that change who holds grain: transfers, mints, burns, special distributions, freezing.</summary>
internal sealed class GrainMovesFunctions(
    SpaceDirectory spaces, GrainTransfers transfers, AccountChanges changes, HandedOut handedOut, AccountSpelling spelling)
{
    [Function("GrainTransfer")]
    public async Task<IResult> TransferAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/transfers")] HttpRequest request,
        CancellationToken cancellation)
    {
        var (space, values, body) = await ReadAsync(request, cancellation);
        var transfer = new TransferRequest(
            values.NewId("$.id", body.Id), values.Account("$.from", body.From), values.Account("$.to", body.To),
            values.Amount("$.amount", body.Amount),
            values.Memo("$.memo", body.Memo));
        values.Check();
        transfer = transfer with
        {
            From = await spelling.OfAsync(space.Journal, transfer.From, cancellation),
            To = await spelling.OfAsync(space.Journal, transfer.To, cancellation),
        };
        return Answer(transfer.Id, await transfers.SendAsync(space.Journal, transfer, cancellation));
    }

    /// <summary>Where a transfer stands; the sender is needed, since an id is unique among their transfers only.</summary>
    [Function("GrainReadTransfer")]
    public async Task<IResult> ReadTransferAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/transfers/{id}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var from = query.Text("from");
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, sender) = (values.Id("id", request.IdOf("id")), values.Account("from", from));
        values.Check();
        sender = await spelling.OfAsync(space.Journal, sender, cancellation);
        return await transfers.ReadAsync(space.Journal, sender, id, cancellation) is { } answer
            ? Results.Json(answer, GrainJson.Default.TransferAnswer)
            : Problem.NotFound($"'{sender}' made no transfer '{id}'.");
    }

    [Function("GrainReadTransferById")]
    public Task<IResult> ReadTransferByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/transfers")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadTransferAsync(request, cancellation);

    [Function("GrainMint")]
    public async Task<IResult> MintAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/mints")] HttpRequest request,
        CancellationToken cancellation)
    {
        var (space, values, body) = await ReadAsync(request, cancellation);
        var (id, to, amount, memo) = (
            values.NewId("$.id", body.Id), values.Account("$.to", body.To), values.Amount("$.amount", body.Amount),
            values.Memo("$.memo", body.Memo));
        values.Absent("$.from", body.From);
        values.Check();
        await FixDecimalsAsync(space, cancellation);
        to = await spelling.OfAsync(space.Journal, to, cancellation);
        return Answer(id, await handedOut.MintAsync(space.Journal, id, to, amount, memo, cancellation));
    }

    [Function("GrainBurn")]
    public async Task<IResult> BurnAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/burns")] HttpRequest request,
        CancellationToken cancellation)
    {
        var (space, values, body) = await ReadAsync(request, cancellation);
        var (id, from, amount, memo) = (
            values.NewId("$.id", body.Id), values.Account("$.from", body.From), values.Burnt("$.amount", body.Amount),
            values.Memo("$.memo", body.Memo));
        values.Absent("$.to", body.To);
        values.Check();
        from = await spelling.OfAsync(space.Journal, from, cancellation);
        return Answer(id, await changes.BurnAsync(space.Journal, id, from, amount, memo, cancellation));
    }

    [Function("GrainDistribute")]
    public async Task<IResult> DistributeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/distributions")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, GrainRequestJson.Default.DistributionBody, cancellation);
        var (id, memo, asked) = body.Checked(new RequestValues(space.Config.Token.Decimals));
        await FixDecimalsAsync(space, cancellation);
        var all = await SpelledAsync(space, asked, cancellation);
        var outcome = await handedOut.DistributeAsync(space.Journal, new GrainDistributed(id, [all], memo), cancellation);
        return outcome switch
        {
            RegisterOutcome.Refused { Kind: RegisterFault.InvalidDistribution } refused => Problem.BadRequest("$.id", refused.Reason),
            RegisterOutcome.Refused refused => Problem.Refused(refused.Kind, refused.Reason),
            _ => Results.Json(new DistributionAnswer(id, outcome is RegisterOutcome.Unchanged, all.Receipts.Count, all.Budget),
                GrainJson.Default.DistributionAnswer),
        };
    }

    [Function("GrainFreeze")]
    public async Task<IResult> FreezeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/accounts/{id}/frozen")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, GrainRequestJson.Default.FreezeBody, cancellation);
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, reason) = (values.Account("id", request.IdOf("id")), values.Memo("$.reason", body.Reason));
        if (body.Frozen is null) values.Fail("$.frozen", "is missing");
        if (string.IsNullOrEmpty(reason)) values.Fail("$.reason", "is missing: whoever holds the account will ask");
        values.Check();
        id = await spelling.OfNewAsync(space.Journal, request.PlaceOfId("id"), id, cancellation);
        var accounts = await changes.SetFrozenAsync(space.Journal, id, body.Frozen!.Value, reason!, cancellation);
        return Results.Json(new FrozenAnswer(body.Frozen.Value, accounts), GrainJson.Default.FrozenAnswer);
    }

    [Function("GrainFreezeById")]
    public Task<IResult> FreezeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/accounts/frozen")] HttpRequest request,
        CancellationToken cancellation) =>
        FreezeAsync(request, cancellation);

    /// <summary>Fixes the decimals in which an amount was just read, before it is written.</summary>
    private async Task FixDecimalsAsync(Space space, CancellationToken cancellation)
    {
        if ((await spaces.FixDecimalsAsync(space, cancellation)).Config.Token.Decimals != space.Config.Token.Decimals)
            throw new ProblemException(
                Problem.Conflict("The token's decimals were changed at the same moment; look at the amount and send it again."));
    }

    private async Task<SpecialAllocation> SpelledAsync(Space space, SpecialAllocation asked, CancellationToken cancellation)
    {
        var receipts = new List<Receipt>(asked.Receipts.Count);
        foreach (var receipt in asked.Receipts)
            receipts.Add(receipt with { ParticipantId = await spelling.OfAsync(space.Journal, receipt.ParticipantId, cancellation) });
        return asked with { Receipts = receipts };
    }

    private async Task<(Space Space, RequestValues Values, MoveBody Body)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, GrainRequestJson.Default.MoveBody, cancellation);
        return (space, new RequestValues(space.Config.Token.Decimals), body);
    }

    private static IResult Answer(string id, TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Completed completed =>
            Results.Json(new TransferAnswer(id, "completed", completed.Account), GrainJson.Default.TransferAnswer),
        TransferOutcome.Returned returned =>
            Results.Json(new TransferAnswer(id, "returned", returned.Account), GrainJson.Default.TransferAnswer),
        TransferOutcome.ConflictsWithEarlier => Problem.Conflict($"The id '{id}' was used before, for something else."),
        TransferOutcome.Refused refused => Problem.Refused(refused.Kind, refused.Reason),
        _ => throw new InvalidOperationException($"There is no outcome {outcome}."),
    };
}
