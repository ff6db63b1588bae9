using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What the addresses of holds take and answer, for operators and for people themselves.</summary>
internal static class HoldOperations
{
    private const string EndSchema =
        """{"type":"string","format":"date-time","description":"When it ends by itself, in the next 366 days."}""";

    private static readonly Dictionary<string, string> Also = new() { ["expiresAt"] = EndSchema };

    internal static ApiOperation Places(this ApiOperation operation, string body, bool isOwn) => operation
        .Says("The grain stays in the account and cannot be spent otherwise, until it is committed or void, or its time is over. The id is "
            + "the caller's own: the same request again is answered as before. The amount is a text in grain, such as \"12.5\".")
        .Takes(Shape.Taken(GrainRequestJson.Default.HoldBody, body,
            isOwn ? ["id", "amount", "expiresAt"] : ["id", "from", "amount", "expiresAt"],
            isOwn ? ["from", "expiresAt"] : ["expiresAt"], Also))
        .Answers(200, "The hold as it is now.", GrainJson.Default.HoldAnswer.InGrain())
        .Refuses(409, "The ledger does not allow it, or the id was used before for something else; `type` says why.");

    internal static ApiOperation Commits(this ApiOperation operation, string body, bool isOwn) => operation
        .Path("id", "The hold's id.")
        .Says("A transfer of what is held: of all that is left, without an amount. What is not sent is available again, and the hold has "
            + "ended. With `part`, an id of the caller's own, the rest stays held. The same request again is answered as before.")
        .Takes(Shape.Taken(GrainRequestJson.Default.CommitBody, body, isOwn ? [] : ["from"], isOwn ? ["from"] : []))
        .Answers(200, "What became of the transfer.", GrainJson.Default.TransferAnswer.InGrain())
        .Refuses(404, "There is no such hold.")
        .Refuses(409, "The hold has ended, or keeps too little, or was committed otherwise; `type` says why.");

    internal static ApiOperation Voids(this ApiOperation operation) => operation
        .Path("id", "The hold's id.")
        .Answers(200, "The hold as it is now.", GrainJson.Default.HoldAnswer.InGrain())
        .Refuses(404, "There is no such hold.")
        .Refuses(409, "The hold was committed, or its time was over; `type` says which.");

    /// <summary>Why a request about a hold was not done, as an answer; <see langword="null"/> if it was.</summary>
    internal static IResult? Refusal(TransferOutcome outcome, string id) => outcome switch
    {
        TransferOutcome.Refused { Kind: HoldFault.Unknown } => Problem.NotFound($"There is no hold '{id}'."),
        TransferOutcome.Refused { Kind: HoldFault.NoRecipient } refused => Problem.BadRequest("$.to", $"is missing: {refused.Reason}"),
        TransferOutcome.Refused refused => Problem.Refused(refused.Kind, refused.Reason),
        TransferOutcome.ConflictsWithEarlier => Problem.Conflict($"The id '{id}' was used before, for something else."),
        _ => null,
    };

    internal static IResult Shown(this HoldAnswer hold, Space space) =>
        Results.Json(hold, GrainJson.Default.HoldAnswer.InGrain(space.Config.Token.Decimals));

    internal static IResult Shown(this HoldsAnswer holds, Space space) =>
        Results.Json(holds, GrainJson.Default.HoldsAnswer.InGrain(space.Config.Token.Decimals));

    internal static IResult Shown(this TransferAnswer answer, Space space) =>
        Results.Json(answer, GrainJson.Default.TransferAnswer.InGrain(space.Config.Token.Decimals));

    /// <summary>What became of the transfer that a commit is.</summary>
    internal static IResult Shown(Space space, string id, (TransferOutcome Outcome, GrainAmount Amount) made) => made.Outcome switch
    {
        TransferOutcome.Completed completed => new TransferAnswer(id, "completed", completed.Account, made.Amount).Shown(space),
        TransferOutcome.Returned returned => new TransferAnswer(id, "returned", returned.Account, made.Amount).Shown(space),
        var other => Refusal(other, id) ?? throw new InvalidOperationException($"There is no outcome {other}."),
    };
}
