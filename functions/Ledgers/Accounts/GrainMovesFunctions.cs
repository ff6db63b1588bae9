using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses that change who holds grain: transfers, mints, burns.</summary>
internal sealed class GrainMovesFunctions(
    SpaceDirectory spaces, GrainTransfers transfers, AccountChanges changes, HandedOut handedOut, AccountSpelling spelling,
    FaceReader people, SealedMove words)
{
    internal const string NotAllowed = "The ledger does not allow it, or the id was used before for something else; `type` says why.";

    private static ApiOperation Move(string summary, string body, string[] required, string[] without) =>
        new ApiOperation("Accounts", summary)
        .For(Role.Admin)
        .Says("The id is the caller's own: the same request again is answered as before, and moves nothing twice. The amount is a text "
            + "in grain, such as \"12.5\".")
        .Takes(Shape.Taken(GrainRequestJson.Default.MoveBody, body, required, without))
        .Answers(200, "What became of it.", GrainJson.Default.TransferAnswer.InGrain())
        .Refuses(409, NotAllowed);

    private static ApiOperation Transfer =>
        Move("Sends grain to somebody", "TransferBody", ["id", "from", "to", "amount"], []);

    [Function("GrainTransfer"), Operation("transferGrain", nameof(Transfer))]
    public async Task<IResult> TransferAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/transfers")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await ReadAsync(request, space, cancellation);
        var (id, from, to, amount, memo) = body.Checked(values, hasFrom: true, hasTo: true);
        from = await spelling.OfAsync(space.Journal, from, cancellation);
        to = await spelling.OfAsync(space.Journal, to, cancellation);
        memo = await words.MemoAsync(space, memo, [from, to], cancellation);
        var key = await words.IdAsync(space, "transfer", id, cancellation);
        await BeginAsync(request, body, key, from, to, cancellation);
        return Answer(space, id, amount, await transfers.SendAsync(space.Journal, new(key, from, to, amount, memo), cancellation));
    }

    private static ApiOperation ReadTransfer => new ApiOperation("Accounts", "Where a transfer stands")
        .For(Role.Reader)
        .Key("id", "The transfer's id.")
        .Needs("from", "Who sent it: an id is unique among their transfers only.")
        .Answers(200, "The transfer.", GrainJson.Default.TransferAnswer.InGrain());

    /// <summary>Where a transfer stands; the sender is needed, since an id is unique among their transfers only.</summary>
    [Function("GrainReadTransfer"), Operation("getTransfer", nameof(ReadTransfer))]
    public async Task<IResult> ReadTransferAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/grain/transfers/{*id:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var from = QueryReader.Of(request, query => query.Text("from"));
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, sender) = (values.Id("id", request.IdOf("id")), values.Account("from", from));
        values.Check();
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, sender, cancellation);
        var key = await words.IdAsync(space, "transfer", id, cancellation);
        // What somebody under a pseudonym called their transfer is theirs to know.
        return !asked.IsPseudonymous && await transfers.ReadAsync(space.Journal, asked.Account, key, cancellation) is { } answer
            ? Answer(space, answer with { Account = faces.IdOrOthers(answer.Account), Id = id })
            : Problem.NotFound($"'{asked.Shown}' made no transfer '{id}'.");
    }

    [Function("GrainReadTransferById"), Operation("getTransferById", nameof(ReadTransfer))]
    public Task<IResult> ReadTransferByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/transfers")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadTransferAsync(request, space, cancellation);

    private static ApiOperation Mint => Move("Mints grain for somebody", "MintBody", ["id", "to", "amount"], ["from"]);

    [Function("GrainMint"), Operation("mintGrain", nameof(Mint))]
    public async Task<IResult> MintAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/mints")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await ReadAsync(request, space, cancellation);
        var (id, _, to, amount, memo) = body.Checked(values, hasFrom: false, hasTo: true);
        to = await spelling.OfAsync(space.Journal, to, cancellation);
        memo = await words.MemoAsync(space, memo, [to], cancellation);
        var key = await words.IdAsync(space, "mint", id, cancellation);
        await BeginAsync(request, body, key, null, to, cancellation);
        return Answer(space, id, amount,
            await handedOut.MintAsync(space.Journal, key, to, amount, memo, cancellation,
                () => spaces.FixAsReadAsync(space, cancellation)));
    }

    private static ApiOperation Burn => Move("Destroys grain of somebody's", "BurnBody", ["id", "from", "amount"], ["to"]);

    [Function("GrainBurn"), Operation("burnGrain", nameof(Burn))]
    public async Task<IResult> BurnAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/burns")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await ReadAsync(request, space, cancellation);
        var (id, from, _, amount, memo) = body.Checked(values, hasFrom: true, hasTo: false);
        from = await spelling.OfAsync(space.Journal, from, cancellation);
        memo = await words.MemoAsync(space, memo, [from], cancellation);
        var key = await words.IdAsync(space, "burn", id, cancellation);
        await BeginAsync(request, body, key, from, null, cancellation);
        return Answer(space, id, amount, await changes.BurnAsync(space.Journal, key, from, amount, memo, cancellation));
    }

    /// <summary>Writes down what is about to be moved. Memos are people's own and stay where they belong.</summary>
    private static Task BeginAsync(HttpRequest request, MoveBody body, string id, string? from, string? to,
        CancellationToken cancellation) => request.Act().OnceAs($"{from}\n{id}").About(id).Sets("from", from).Sets("to", to)
            .Sets("amount", body.Amount).BeginAsync(cancellation);

    private static Task<(RequestValues, MoveBody)> ReadAsync(HttpRequest request, Space space, CancellationToken cancellation) =>
        RequestValues.ReadAsync(request, space, GrainRequestJson.Default.MoveBody, cancellation);

    private static IResult Answer(Space space, string id, GrainAmount amount, TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Completed completed => Answer(space, new TransferAnswer(id, "completed", completed.Account, amount)),
        TransferOutcome.Returned returned => Answer(space, new TransferAnswer(id, "returned", returned.Account, amount)),
        TransferOutcome.ConflictsWithEarlier => Problem.Conflict($"The id '{id}' was used before, for something else."),
        TransferOutcome.Refused refused => Problem.Refused(refused.Kind, refused.Reason),
        _ => throw new InvalidOperationException($"There is no outcome {outcome}."),
    };

    private static IResult Answer(Space space, TransferAnswer answer) =>
        Results.Json(answer, GrainJson.Default.TransferAnswer.InGrain(space.Config.Token.Decimals));
}
