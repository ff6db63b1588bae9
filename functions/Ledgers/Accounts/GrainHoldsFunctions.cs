using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses of holds: <c>…/grain/holds</c>.</summary>
internal sealed class GrainHoldsFunctions(
    GrainLedger ledger, GrainHolds holds, HoldCommits commits, AccountSpelling spelling, FaceReader people, SealedMove words,
    RegisterStore registers)
{
    private static ApiOperation Place =>
        new ApiOperation("Accounts", "Holds grain of somebody's for something").For(Role.Admin).Places("HoldInput", isOwn: false);

    [Function("HoldsPlace"), Operation("holdGrain", nameof(Place))]
    public async Task<IResult> PlaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/holds")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.HoldBody, cancellation);
        var (id, from, to, amount, memo, end) = body.Checked(values, ledger.Now, isOwn: false);
        from = await spelling.OfAsync(space.Journal, from, cancellation);
        if (to is not null) to = await spelling.OfAsync(space.Journal, to, cancellation);
        memo = await words.MemoAsync(space, memo, to is null ? [from] : [from, to], cancellation);
        var key = await words.IdAsync(space, "hold", id, cancellation);
        await request.Act().OnceAs($"{from}\n{key}").About(key).Sets("from", from).Sets("to", to).Sets("amount", body.Amount)
            .Sets("expiresAt", end).BeginAsync(cancellation);
        var outcome = await holds.PlaceAsync(space.Journal, new HoldRequest(key, from, to, amount, end, memo), cancellation);
        if (outcome is TransferOutcome.Refused { Kind: HoldFault.Expired } late) return Problem.BadRequest("$.expiresAt", late.Reason);
        return HoldOperations.Refusal(outcome, id) ?? await ShowAsync(space, from, key, id, cancellation);
    }

    private static ApiOperation Send =>
        new ApiOperation("Accounts", "Sends what is held").For(Role.Admin).Commits("CommitInput", isOwn: false);

    [Function("HoldsCommit"), Operation("commitHold", nameof(Send))]
    public async Task<IResult> CommitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/holds/{id}/commit")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.CommitBody, cancellation);
        var (id, from, to, part, amount, memo) = body.Checked(values, request.IdOf("id"), isOwn: false);
        from = await spelling.OfAsync(space.Journal, from, cancellation);
        if (to is not null) to = await spelling.OfAsync(space.Journal, to, cancellation);
        memo = await words.MemoAsync(space, memo, to is null ? [from] : [from, to], cancellation);
        var key = await words.IdAsync(space, "hold", id, cancellation);
        var partKey = part is null ? null : await words.IdAsync(space, "part", part, cancellation);
        var asked = new CommitRequest(from, key, partKey, amount, to, memo);
        await request.Act().OnceAs($"{from}\n{asked.TransferId}").About(key).Sets("from", from).Sets("to", to).Sets("part", partKey)
            .Sets("amount", body.Amount).BeginAsync(cancellation);
        return HoldOperations.Shown(space, part ?? id, await commits.CommitAsync(space.Journal, asked, cancellation));
    }

    private static ApiOperation Void => new ApiOperation("Accounts", "Ends a hold without sending what is left of it")
        .For(Role.Admin).Voids().Takes(GrainRequestJson.Default.VoidBody, "from");

    [Function("HoldsVoid"), Operation("voidHold", nameof(Void))]
    public async Task<IResult> VoidAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/holds/{id}/void")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.VoidBody, cancellation);
        var (id, from) = (values.Id("id", request.IdOf("id")), values.Account("$.from", body.From));
        values.Check();
        from = await spelling.OfAsync(space.Journal, from, cancellation);
        var key = await words.IdAsync(space, "hold", id, cancellation);
        await request.Act().OnceAs($"{from}\n{key}/void").About(key).Sets("from", from).BeginAsync(cancellation);
        return HoldOperations.Refusal(await holds.VoidAsync(space.Journal, from, key, isOwn: false, cancellation), id)
            ?? await ShowAsync(space, from, key, id, cancellation);
    }

    private static ApiOperation Read => new ApiOperation("Accounts", "Where a hold stands")
        .For(Role.Reader)
        .Path("id", "The hold's id.")
        .Needs("from", "Whose grain it holds: an id is unique among their holds only.")
        .Answers(200, "The hold.", GrainJson.Default.HoldAnswer.InGrain());

    [Function("HoldsRead"), Operation("getHold", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/holds/{id}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var from = QueryReader.Of(request, query => query.Text("from"));
        var values = new RequestValues(space.Config.Token.Decimals);
        var (id, holder) = (values.Id("id", request.IdOf("id")), values.Account("from", from));
        values.Check();
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, holder, cancellation);
        var key = await words.IdAsync(space, "hold", id, cancellation);
        var hold = asked.IsPseudonymous ? null : await ledger.ReadHoldAsync(space.Journal, asked.Account, key, cancellation);
        if (hold is null) return Problem.NotFound($"'{asked.Shown}' has no hold '{id}'.");
        if (hold.To is { } to && !faces.AreOpen(to)) hold = hold with { To = faces.IdOrOthers(to), Memo = null };
        return (hold with { Id = id }).Shown(space);
    }

    private static ApiOperation List => new ApiOperation("Accounts", "Open holds of somebody's grain, those that end first before others")
        .For(Role.Reader)
        .Needs("account", "Any id of theirs.")
        .Answers(200, "They.", GrainJson.Default.HoldsAnswer.InGrain());

    [Function("HoldsList"), Operation("listHolds", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/holds")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var account = QueryReader.Of(request, query => query.Text("account"));
        var values = new RequestValues(space.Config.Token.Decimals);
        var who = values.Account("account", account);
        values.Check();
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, who, cancellation);
        if (asked.IsPseudonymous || asked.IsNobody) return new HoldsAnswer([]).Shown(space);
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var open = await ledger.ListHoldsAsync(space.Journal, register.AccountsOf(asked.Account), cancellation);
        return new HoldsAnswer([.. open.Select(hold => hold.For(faces))]).Shown(space);
    }

    private async Task<IResult> ShowAsync(Space space, string from, string key, string id, CancellationToken cancellation) =>
        (await ledger.ReadHoldAsync(space.Journal, from, key, cancellation) is { } hold ? hold with { Id = id }
            : throw new InvalidDataException($"The hold '{key}' of {from} was placed and is not there.")).Shown(space);
}
