using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What the API document says of the addresses of token and accounts.</summary>
internal static class AccountsDescription
{
    private const string Tag = "Accounts";
    private const string NotAllowed = "The ledger does not allow it, or the id was used before for something else; `type` says why.";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["GrainTransfer"] = Transfer,
        ["GrainReadTransfer"] = ReadTransfer,
        ["GrainReadTransferById"] = () => ReadTransfer().Named("getTransferById"),
        ["GrainMint"] = Mint,
        ["GrainBurn"] = Burn,
        ["GrainDistribute"] = Distribute,
        ["GrainFreeze"] = Freeze,
        ["GrainFreezeById"] = () => Freeze().Named("freezeGrainAccountById"),
        ["GrainRead"] = ReadToken,
        ["GrainVerify"] = Verify,
        ["GrainReadAccount"] = ReadAccount,
        ["GrainReadAccountById"] = () => ReadAccount().Named("getGrainAccountById"),
    };

    private static ApiOperation ReadToken() => new ApiOperation(Tag, "getGrain", "The space's token: its supply, and what is owed")
        .Answers(200, "The token; amounts in base units, `…Grain` in grain.", Shape.Of(GrainJson.Default.TokenAnswer));

    private static ApiOperation Verify() => new ApiOperation(Tag, "verifyGrain", "Whether all grain is accounted for")
        .Answers(200, "Whether it is, and what is wrong otherwise.", Shape.Of(GrainJson.Default.VerifyAnswer));

    private static ApiOperation ReadAccount() =>
        new ApiOperation(Tag, "getGrainAccount", "What somebody holds, and a page of their account's entries")
        .Key("id", "Any id of theirs.")
        .Query<long>("after", "The `next` of the page before.", 0)
        .Limit(GrainAccountsFunctions.PageDefault, GrainAccountsFunctions.PageMax)
        .Answers(200, "The account; nobody's is empty rather than missing.", Shape.Of(GrainJson.Default.AccountAnswer));

    private static ApiOperation Transfer() =>
        Move("transferGrain", "Sends grain to somebody", "TransferBody", ["id", "from", "to", "amount"], []);

    private static ApiOperation Mint() => Move("mintGrain", "Mints grain for somebody", "MintBody", ["id", "to", "amount"], ["from"]);

    private static ApiOperation Burn() => Move("burnGrain", "Destroys grain of somebody's", "BurnBody", ["id", "from", "amount"], ["to"]);

    private static ApiOperation ReadTransfer() => new ApiOperation(Tag, "getTransfer", "Where a transfer stands")
        .Key("id", "The transfer's id.")
        .Needs("from", "Who sent it: an id is unique among their transfers only.")
        .Answers(200, "The transfer.", Shape.Of(GrainJson.Default.TransferAnswer));

    private static ApiOperation Distribute() =>
        new ApiOperation(Tag, "distributeGrain", "Distributes grain outside of an epoch, to all receivers or none")
        .Takes(Shape.Taken(GrainRequestJson.Default.DistributionBody, required: ["id", "receipts"]))
        .Answers(200, "It is made, now or before.", Shape.Of(GrainJson.Default.DistributionAnswer))
        .Refuses(409, NotAllowed);

    private static ApiOperation Freeze() =>
        new ApiOperation(Tag, "freezeGrainAccount", "Freezes somebody's accounts, or lets grain leave them again")
        .Key("id", "Any id of theirs.")
        .Takes(Shape.Taken(GrainRequestJson.Default.FreezeBody, required: ["frozen", "reason"]))
        .Answers(200, "The accounts concerned.", Shape.Of(GrainJson.Default.FrozenAnswer));

    private static ApiOperation Move(string id, string summary, string body, string[] required, string[] without) =>
        new ApiOperation(Tag, id, summary)
        .Says("The id is the caller's own: the same request again is answered as before, and moves nothing twice. The amount is a text "
            + "in grain, such as \"12.5\".")
        .Takes(Shape.Taken(GrainRequestJson.Default.MoveBody, body, required, without))
        .Answers(200, "What became of it.", Shape.Of(GrainJson.Default.TransferAnswer))
        .Refuses(409, NotAllowed);
}
