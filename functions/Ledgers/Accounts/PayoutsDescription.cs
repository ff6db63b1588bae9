using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What the API document says of the addresses about money outside of Grain.</summary>
internal static class PayoutsDescription
{
    private const string Tag = "Accounts";
    private const string NotAllowed = "The register does not allow it; `type` says why.";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["PayoutsRead"] = ReadPayouts,
        ["PayoutsMarkExecuted"] = MarkExecuted,
        ["PayoutsMarkExecutedById"] = () => MarkExecuted().Named("markPayoutsExecutedById"),
        ["GrainReadSettings"] = ReadSettings,
        ["GrainSetAccounting"] = SetAccounting,
        ["GrainSetCurrency"] = SetCurrency,
        ["GrainSetTracking"] = SetTracking,
    };

    private static ApiOperation ReadPayouts() =>
        new ApiOperation(Tag, "getPayouts", "What closed epochs and special distributions paid, as a table to pay by")
        .Query("from", "The first epoch's id.")
        .Query("to", "The last epoch's id.")
        .Query<bool>("open", "Whether to leave out what is marked as executed.")
        .Query("form", "`safe` for Safe's CSV airdrop.", "safe")
        .Query("chain", "What is owed on this chain only; for Safe the one of the currency now, if absent.")
        .Answers(
            200, "The table.", Shape.Text, "text/csv",
            new ApiHeader(PayoutsFunctions.AsOfHeader, "The state that the table is of: `asOf` of the marks of what was paid by it.", true),
            new ApiHeader(PayoutsFunctions.WithoutAddressHeader, "How many payments have no address at which somebody can be paid.", true),
            new ApiHeader(PayoutsFunctions.OtherChainsHeader, "How many payments are left out since they are owed on another chain.", true))
        .Refuses(409, "Safe pays in a token of a chain, and the space has none.");

    private static ApiOperation MarkExecuted() =>
        new ApiOperation(Tag, "markPayoutsExecuted", "Marks payments of a distribution as paid out outside of Grain")
        .Says("Without a body all payments that there is an address for; the header counts the others, which stay open. "
            + "With `asOf` those that there was an address for in the table of that state, so that who gave one since stays open.")
        .Takes(Shape.Taken(GrainRequestJson.Default.MarkBody), required: false)
        .Key("distribution", "The id of an epoch or of a special distribution.")
        .Answers(
            200, "The settings as they are now.", Shape.Of(GrainJson.Default.SettingsAnswer), ApiMedia.Json,
            new ApiHeader(PayoutsFunctions.WithoutAddressHeader,
                "How many payments of it stay open, unless they are named, since there is no address.", true))
        .Refuses(409, NotAllowed);

    private static ApiOperation ReadSettings() => new ApiOperation(Tag, "getGrainSettings", "How grain is accounted for")
        .Answers(200, "The settings.", Shape.Of(GrainJson.Default.SettingsAnswer));

    private static ApiOperation SetAccounting() =>
        Change("setAccounting", "Switches balances on or off; off, every balance counts as paid out")
        .Takes(Switch);

    private static ApiOperation SetCurrency() =>
        Change("setCurrency", "Says in what people are paid outside of Grain; in nothing without a currency")
        .Takes(Shape.Taken(GrainRequestJson.Default.CurrencyBody, without: ["currency"], also: new() { ["currency"] = CurrencyOrNone }));

    private static ApiOperation SetTracking() => Change("setTracking", "Switches on or off that distributions are marked as executed")
        .Takes(Switch);

    private const string CurrencyOrNone = """
        {"oneOf":[{"type":"object","additionalProperties":false,"required":["chainId"],"properties":{
          "chainId":{"type":"string","description":"The number of an Ethereum-like chain, or BTC or FIL."},
          "tokenAddress":{"type":"string","description":"The token's contract; all zeros for the chain's own coin."},
          "decimals":{"type":"integer","minimum":0,"maximum":36,"description":"Decimal places of the token: payments have no more."}}},
          {"type":"null"}]}
        """;

    private static ApiShape Switch { get; } = Shape.Taken(GrainRequestJson.Default.SwitchBody, required: ["enabled"]);

    private static ApiOperation Change(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Answers(200, "The settings as they are now.", Shape.Of(GrainJson.Default.SettingsAnswer))
        .Refuses(409, NotAllowed);
}
