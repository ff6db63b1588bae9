using Grain.Functions.Distributions;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Identities;
using Grain.Functions.Spaces;

namespace Grain.Functions.Accounts;

/// <summary>The addresses that change who holds grain: transfers, mints, burns, special distributions, freezing.</summary>
internal static class GrainMovesApi
{
    /// <summary>Each receipt is written by itself; more people go in several distributions, or in an epoch.</summary>
    private const int ReceiptsMax = 500;

    public static void Map(RouteGroupBuilder function)
    {
        function.MapPost("spaces/{space}/grain/transfers", TransferAsync).Describe("GrainTransfer");
        function.MapGet("spaces/{space}/grain/transfers/{id}", ReadTransferAsync).Describe("GrainReadTransfer");
        function.MapPost("spaces/{space}/grain/mints", MintAsync).Describe("GrainMint");
        function.MapPost("spaces/{space}/grain/burns", BurnAsync).Describe("GrainBurn");
        function.MapPost("spaces/{space}/grain/distributions", DistributeAsync).Describe("GrainDistribute");
        function.MapPut("spaces/{space}/grain/accounts/{id}/frozen", FreezeAsync).Describe("GrainFreeze");
    }

    private static async Task<IResult> TransferAsync(HttpContext context, SpaceDirectory spaces, GrainTransfers transfers, CancellationToken cancellationToken)
    {
        var (space, values, body) = await ReadAsync(context, spaces, cancellationToken);
        var request = new TransferRequest(
            values.Id("$.id", body.Id), values.Account("$.from", body.From), values.Account("$.to", body.To), values.Amount("$.amount", body.Amount),
            values.Memo("$.memo", body.Memo));
        values.Check();
        return Answer(request.Id, await transfers.SendAsync(space.Journal, request, cancellationToken));
    }

    /// <summary>Where a transfer stands; the sender is needed, since an id is unique among their transfers only.</summary>
    private static async Task<IResult> ReadTransferAsync(
        HttpContext context, string? from, SpaceDirectory spaces, GrainTransfers transfers, GrainLedger ledger, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, sender) = (values.Id("id", context.PathValue("id")), values.Account("from", from));
        values.Check();
        if (await transfers.FindAsync(space.Journal, sender, id, cancellationToken) is not { Value: var sent })
            return Problem.NotFound($"'{sender}' made no transfer '{id}'.");
        var state = (await ledger.FindAsync(space.Journal, sender, TransferSteps.EndKey(id), cancellationToken))?.Value.Kind switch
        {
            GrainEntryKinds.TransferSettled => "completed",
            GrainEntryKinds.TransferReturned => "returned",
            _ => "in-transit",
        };
        return Results.Json(new TransferAnswer(id, state, sent.Peer!), GrainJson.Default.TransferAnswer);
    }

    private static async Task<IResult> MintAsync(
        HttpContext context, SpaceDirectory spaces, AccountChanges changes, Solvency solvency, CancellationToken cancellationToken)
    {
        var (space, values, body) = await ReadAsync(context, spaces, cancellationToken);
        var (id, to, amount, memo) = (
            values.Id("$.id", body.Id), values.Account("$.to", body.To), values.Amount("$.amount", body.Amount), values.Memo("$.memo", body.Memo));
        values.Absent("$.from", body.From);
        values.Check();
        if (!await changes.IsMintedAsync(space.Journal, id, to, cancellationToken)
            && await solvency.RefusalAsync(space, amount, cancellationToken) is { } reason) return Problem.Refused(TransferFault.BeyondFunds, reason);
        return Answer(id, await changes.MintAsync(space.Journal, id, to, amount, memo, cancellationToken));
    }

    private static async Task<IResult> BurnAsync(HttpContext context, SpaceDirectory spaces, AccountChanges changes, CancellationToken cancellationToken)
    {
        var (space, values, body) = await ReadAsync(context, spaces, cancellationToken);
        var (id, from, amount, memo) = (
            values.Id("$.id", body.Id), values.Account("$.from", body.From), values.Amount("$.amount", body.Amount), values.Memo("$.memo", body.Memo));
        values.Absent("$.to", body.To);
        values.Check();
        return Answer(id, await changes.BurnAsync(space.Journal, id, from, amount, memo, cancellationToken));
    }

    private static async Task<IResult> DistributeAsync(
        HttpContext context, SpaceDirectory spaces, SpecialDistributions distributions, Solvency solvency, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var body = await JsonBody.ReadAsync(context.Request, GrainRequestJson.Default.DistributionBody, cancellationToken);
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, memo) = (values.Id("$.id", body.Id), values.Memo("$.memo", body.Memo));
        if (id.Length > RegisterRules.NameLengthMax) values.Fail("$.id", $"has {id.Length} characters; at most {RegisterRules.NameLengthMax} are taken");
        if (body.Receipts is not { Count: > 0 and <= ReceiptsMax }) values.Fail("$.receipts", $"must have 1 to {ReceiptsMax} elements");
        values.Check();
        var receipts = body.Receipts!.Index()
            .Select(item => new Receipt(
                values.Account($"$.receipts[{item.Index}].to", item.Item?.To), values.Amount($"$.receipts[{item.Index}].amount", item.Item?.Amount)))
            .ToArray();
        values.Check();

        var total = GrainAmount.Sum(receipts.Select(receipt => receipt.Amount));
        if (!await distributions.IsMadeAsync(space.Journal, id, cancellationToken)
            && await solvency.RefusalAsync(space, total, cancellationToken) is { } reason) return Problem.Refused(TransferFault.BeyondFunds, reason);
        var outcome = await distributions.DistributeAsync(space.Journal, new GrainDistributed(id, [new SpecialAllocation(total, receipts)], memo), cancellationToken);
        return outcome is RegisterOutcome.Refused refused
            ? Problem.Refused(refused.Kind, refused.Reason)
            : Results.Json(new DistributionAnswer(id, outcome is RegisterOutcome.Unchanged, receipts.Length, total), GrainJson.Default.DistributionAnswer);
    }

    private static async Task<IResult> FreezeAsync(HttpContext context, SpaceDirectory spaces, AccountChanges changes, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var body = await JsonBody.ReadAsync(context.Request, GrainRequestJson.Default.FreezeBody, cancellationToken);
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, reason) = (values.Account("id", context.PathValue("id")), values.Memo("$.reason", body.Reason));
        if (body.Frozen is null) values.Fail("$.frozen", "is missing");
        if (string.IsNullOrEmpty(reason)) values.Fail("$.reason", "is missing: whoever holds the account will ask");
        values.Check();
        var accounts = await changes.SetFrozenAsync(space.Journal, id, body.Frozen!.Value, reason!, cancellationToken);
        return Results.Json(new FrozenAnswer(body.Frozen.Value, accounts), GrainJson.Default.FrozenAnswer);
    }

    private static async Task<(Space Space, RequestValues Values, MoveBody Body)> ReadAsync(
        HttpContext context, SpaceDirectory spaces, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var body = await JsonBody.ReadAsync(context.Request, GrainRequestJson.Default.MoveBody, cancellationToken);
        return (space, new RequestValues(space.Config.Token.Decimals), body);
    }

    private static IResult Answer(string id, TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Completed completed => Results.Json(new TransferAnswer(id, "completed", completed.Account), GrainJson.Default.TransferAnswer),
        TransferOutcome.Returned returned => Results.Json(new TransferAnswer(id, "returned", returned.Account), GrainJson.Default.TransferAnswer),
        TransferOutcome.ConflictsWithEarlier => Problem.Conflict($"The id '{id}' was used before, for something else."),
        TransferOutcome.Refused refused => Problem.Refused(refused.Kind, refused.Reason),
        _ => throw new InvalidOperationException($"There is no outcome {outcome}."),
    };
}
