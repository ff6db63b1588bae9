using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Me;

/// <summary>Who has signed in sends grain of their own: <c>POST …/me/transfers</c>.</summary>
internal sealed class TransfersFunctions(RegisterStore registers, GrainTransfers transfers, FaceReader people, SealedMove words)
{
    private static ApiOperation Transfer => new ApiOperation("Me", "Sends grain of mine to somebody")
        .ForPeople()
        .Says("The id is my own: the same request again is answered as before, and moves nothing twice. The amount is a text in grain, "
            + "such as \"12.5\".")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "id": { "type": "string" }, "to": { "type": "string" }, "amount": { "type": "string" }, "memo": { "type": "string" }
              },
              "required": ["id", "to", "amount"], "additionalProperties": false
            }
            """))
        .Answers(200, "What became of it.", GrainJson.Default.TransferAnswer.InGrain())
        .Refuses(409, "The ledger does not allow it, or the id was used before for something else; `type` says why.");

    [Function("MeTransfer"), Operation("transferMine", nameof(Transfer))]
    public async Task<IResult> TransferAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/me/transfers")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (values, body) = await RequestValues.ReadAsync(request, space, GrainRequestJson.Default.MoveBody, cancellation);
        var (id, from, to, amount, memo) = body.Checked(values, hasFrom: false, hasTo: true);
        from = (await SignedIn.OfAsync(request, space, registers, cancellation)).Require();
        // Whom they may not know they cannot find by sending.
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var receiver = await people.FindAsync(space, faces, to, cancellation);
        if (receiver.IsNobody) return Problem.Refused(TransferFault.UnknownRecipient, $"nobody is known as '{receiver.Shown}'");
        memo = await words.MemoAsync(space, memo, [from, receiver.Account], cancellation);
        var key = await words.IdAsync(space, "transfer", id, cancellation);
        // One that was sent when ids of people's own were kept as they are is the same one.
        if (key != id && await transfers.ReadAsync(space.Journal, from, id, cancellation) is not null) key = id;
        await request.Act().OnceAs($"{from}\n{key}").About(key).Sets("from", from).Sets("to", receiver.Account)
            .Sets("amount", GrainNotation.Format(amount, space.Config.Token.Decimals)).BeginAsync(cancellation);
        return await transfers.SendAsync(space.Journal, new(key, from, receiver.Account, amount, memo), cancellation) switch
        {
            TransferOutcome.Completed => Answer("completed"),
            TransferOutcome.Returned => Answer("returned"),
            TransferOutcome.ConflictsWithEarlier => Problem.Conflict($"The id '{id}' was used before, for something else."),
            TransferOutcome.Refused refused => Problem.Refused(refused.Kind,
                refused.Reason.Replace($"'{receiver.Account}'", $"'{receiver.Shown}'", StringComparison.Ordinal)),
            var other => throw new InvalidOperationException($"There is no outcome {other}."),
        };

        IResult Answer(string state) => Results.Json(new TransferAnswer(id, state, receiver.Shown, amount),
            GrainJson.Default.TransferAnswer.InGrain(space.Config.Token.Decimals));
    }
}
