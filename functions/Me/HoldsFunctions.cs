using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Me;

/// <summary>
/// Who has signed in holds grain of their own: <c>…/me/holds</c>. What an operator holds of theirs they see, and cannot end.
/// </summary>
internal sealed class HoldsFunctions(
    RegisterStore registers, GrainLedger ledger, GrainHolds holds, HoldCommits commits, FaceReader people, SealedMove words)
{
    private static ApiOperation Place =>
        new ApiOperation("Me", "Holds grain of mine for something").ForPeople().Places("MyHoldInput", isOwn: true);

    [Function("MeHoldsPlace"), Operation("holdMine", nameof(Place))]
    public async Task<IResult> PlaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/me/holds")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.HoldBody, cancellation);
        var (id, from, to, amount, memo, end) = body.Checked(values, ledger.Now, isOwn: true);
        from = (await SignedIn.OfAsync(request, space, registers, cancellation)).Require();
        AskedPerson? receiver = to is null ? null : await FindAsync(request, space, to, cancellation);
        memo = await words.MemoAsync(space, memo, receiver is { } paid ? [from, paid.Account] : [from], cancellation);
        var key = await words.IdAsync(space, "hold", id, cancellation);
        await request.Act().OnceAs($"{from}\n{key}").About(key).Sets("from", from).Sets("to", receiver?.Account).Sets("amount", body.Amount)
            .Sets("expiresAt", end).BeginAsync(cancellation);
        var wanted = new HoldRequest(key, from, receiver?.Account, amount, end, memo, IsOwn: true);
        var outcome = await holds.PlaceAsync(space.Journal, wanted, cancellation);
        if (outcome is TransferOutcome.Refused { Kind: HoldFault.Expired } late) return Problem.BadRequest("$.expiresAt", late.Reason);
        return HoldOperations.Refusal(ForMe(outcome, receiver), id) ?? await ShowAsync(request, space, from, (key, id), cancellation);
    }

    private static ApiOperation Send => new ApiOperation("Me", "Sends what I hold").ForPeople().Commits("MyCommitInput", isOwn: true);

    [Function("MeHoldsCommit"), Operation("commitMine", nameof(Send))]
    public async Task<IResult> CommitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/me/holds/{id}/commit")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.CommitBody, cancellation);
        var (id, from, to, part, amount, memo) = body.Checked(values, request.IdOf("id"), isOwn: true);
        from = (await SignedIn.OfAsync(request, space, registers, cancellation)).Require();
        AskedPerson? receiver = to is null ? null : await FindAsync(request, space, to, cancellation);
        memo = await words.MemoAsync(space, memo, receiver is { } paid ? [from, paid.Account] : [from], cancellation);
        var key = await words.IdAsync(space, "hold", id, cancellation);
        var partKey = part is null ? null : await words.IdAsync(space, "part", part, cancellation);
        var asked = new CommitRequest(from, key, partKey, amount, receiver?.Account, memo, IsOwn: true);
        await request.Act().OnceAs($"{from}\n{asked.TransferId}").About(key).Sets("from", from).Sets("to", receiver?.Account)
            .Sets("part", partKey).Sets("amount", body.Amount).BeginAsync(cancellation);
        var (outcome, sent) = await commits.CommitAsync(space.Journal, asked, cancellation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        return HoldOperations.Shown(space, part ?? id, (outcome switch
        {
            TransferOutcome.Completed completed => completed with { Account = faces.IdOrOthers(completed.Account) },
            TransferOutcome.Returned returned => returned with { Account = faces.IdOrOthers(returned.Account) },
            var other => ForMe(other, receiver),
        }, sent));
    }

    private static ApiOperation Void =>
        new ApiOperation("Me", "Ends a hold of mine without sending what is left of it").ForPeople().Voids();

    [Function("MeHoldsVoid"), Operation("voidMine", nameof(Void))]
    public async Task<IResult> VoidAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/me/holds/{id}/void")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var values = new RequestValues(space.Config.Token.Decimals);
        var id = values.Id("id", request.IdOf("id"));
        values.Check();
        var from = (await SignedIn.OfAsync(request, space, registers, cancellation)).Require();
        var key = await words.IdAsync(space, "hold", id, cancellation);
        await request.Act().OnceAs($"{from}\n{key}/void").About(key).Sets("from", from).BeginAsync(cancellation);
        return HoldOperations.Refusal(await holds.VoidAsync(space.Journal, from, key, isOwn: true, cancellation), id)
            ?? await ShowAsync(request, space, from, (key, id), cancellation);
    }

    private static ApiOperation List => new ApiOperation("Me", "What is held of my grain, by me or by an operator")
        .ForPeople()
        .Answers(200, "Open holds, those that end first before others.", GrainJson.Default.HoldsAnswer.InGrain());

    [Function("MeHoldsList"), Operation("listMyHolds", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/me/holds")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var me = await SignedIn.OfAsync(request, space, registers, cancellation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var open = await ledger.ListHoldsAsync(space.Journal, me.Register.AccountsOf(me.Require()), cancellation);
        return new HoldsAnswer([.. open.Select(hold => hold.For(faces))]).Shown(space);
    }

    /// <summary>Whom they may not know they cannot find by holding for them.</summary>
    private async Task<AskedPerson> FindAsync(HttpRequest request, Space space, string to, CancellationToken cancellation)
    {
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var receiver = await people.FindAsync(space, faces, to, cancellation);
        return !receiver.IsNobody ? receiver : throw new ProblemException(
            Problem.Refused(TransferFault.UnknownRecipient, $"nobody is known as '{receiver.Shown}'"));
    }

    private static TransferOutcome ForMe(TransferOutcome outcome, AskedPerson? receiver) => outcome switch
    {
        TransferOutcome.Refused { Kind: HoldFault.ForAnother } refused => refused with { Reason = "the hold is for somebody else" },
        TransferOutcome.Refused refused when receiver is { } asked => refused with
        {
            Reason = refused.Reason.Replace($"'{asked.Account}'", $"'{asked.Shown}'", StringComparison.Ordinal),
        },
        _ => outcome,
    };

    private async Task<IResult> ShowAsync(
        HttpRequest request, Space space, string from, (string Key, string Id) hold, CancellationToken cancellation)
    {
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var found = await ledger.ReadHoldAsync(space.Journal, from, hold.Key, cancellation)
            ?? throw new InvalidDataException($"The hold '{hold.Key}' of {from} was placed and is not there.");
        return (found with { Id = hold.Id, To = found.To is { } to ? faces.IdOrOthers(to) : null }).Shown(space);
    }
}
