using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses of how grain is accounted for: the currency that it is paid in, balances, marks of payouts.</summary>
internal sealed class GrainSettingsFunctions(RegisterStore registers, BalancePayout payout)
{
    private static ApiShape Switch { get; } = Shape.Taken(GrainRequestJson.Default.SwitchBody, required: ["enabled"]);

    private const string CurrencyOrNone = """
        {"oneOf":[{"type":"object","additionalProperties":false,"required":["chainId"],"properties":{
          "chainId":{"type":"string","description":"The number of an Ethereum-like chain, or BTC or FIL."},
          "tokenAddress":{"type":"string","description":"The token's contract; all zeros for the chain's own coin."},
          "decimals":{"type":"integer","minimum":0,"maximum":36,"description":"Decimal places of the token: payments have no more."}}},
          {"type":"null"}]}
        """;

    private static ApiOperation Change(string summary) => new ApiOperation("Accounts", summary)
        .For(Role.Admin)
        .Answers(200, "The settings as they are now.", GrainJson.Default.SettingsAnswer)
        .Refuses(409, PayoutMarksFunctions.NotAllowed);

    private static ApiOperation ReadSettings => new ApiOperation("Accounts", "How grain is accounted for")
        .For(Role.Reader)
        .Answers(200, "The settings.", GrainJson.Default.SettingsAnswer);

    [Function("GrainReadSettings"), Operation("getGrainSettings", nameof(ReadSettings))]
    public async Task<IResult> ReadSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/settings")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        Settings(await registers.ReadAsync(space.Journal, cancellation));

    private static ApiOperation SetAccounting =>
        Change("Switches balances on or off; off, every balance counts as paid out").Takes(Switch);

    /// <summary>Switches accounting. Off: every balance is counted as paid out, and who has no payout address is deactivated.</summary>
    [Function("GrainSetAccounting"), Operation("setAccounting", nameof(SetAccounting))]
    public async Task<IResult> SetAccountingAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/grain/settings/accounting")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var wanted = await ReadSwitchAsync(request, cancellation);
        var before = await registers.ReadAsync(space.Journal, cancellation);
        await request.Act().Turns("accounting", before.Accounting, wanted).BeginAsync(cancellation);
        return Answer(request, await payout.ChangeAsync(space.Journal, new AccountingSet(wanted), cancellation));
    }

    private static ApiOperation SetCurrency =>
        Change("Says in what people are paid outside of Grain; in nothing without a currency")
        .Takes(Shape.Taken(GrainRequestJson.Default.CurrencyBody, without: ["currency"], also: new() { ["currency"] = CurrencyOrNone }));

    [Function("GrainSetCurrency"), Operation("setCurrency", nameof(SetCurrency))]
    public async Task<IResult> SetCurrencyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/grain/settings/currency")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, GrainRequestJson.Default.CurrencyBody, cancellation);
        if (body.Currency is { IsValid: false })
            return Problem.BadRequest("$.currency",
                "needs a chainId such as \"1\" with a tokenAddress of 0x and 40 hex digits whose checksum holds, or the chainId \"BTC\" "
                    + "or \"FIL\" alone; decimals lie between 0 and 36");
        var before = (await registers.ReadAsync(space.Journal, cancellation)).Currency;
        await request.Act().Turns("currency", Text(before), Text(body.Currency)).BeginAsync(cancellation);
        return Answer(request, await payout.ChangeAsync(space.Journal, new CurrencySet(body.Currency), cancellation));
    }

    private static ApiOperation SetTracking => Change("Switches on or off that distributions are marked as executed").Takes(Switch);

    [Function("GrainSetTracking"), Operation("setTracking", nameof(SetTracking))]
    public async Task<IResult> SetTrackingAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/grain/settings/tracking")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var wanted = await ReadSwitchAsync(request, cancellation);
        await request.Act().Sets("tracking", wanted).BeginAsync(cancellation);
        return Answer(request, await registers.ChangeAsync(space.Journal, [new TrackingSet(wanted)], cancellation));
    }

    private static async Task<bool> ReadSwitchAsync(HttpRequest request, CancellationToken cancellation) =>
        (await JsonBody.ReadAsync(request, GrainRequestJson.Default.SwitchBody, cancellation)).Enabled
        ?? throw new ProblemException(Problem.BadRequest("$.enabled", "is missing"));

    private static string? Text(Currency? currency) => currency is null ? null
        : string.Join(' ', new[] { currency.ChainId, currency.TokenAddress }.Where(part => !string.IsNullOrEmpty(part)));

    internal static IResult Answer(HttpRequest request, RegisterOutcome outcome) =>
        request.Tell(outcome) is RegisterOutcome.Refused refused ? Problem.Refused(refused.Kind, refused.Reason)
            : Settings(outcome.Register);

    private static IResult Settings(CommunityRegister register) => Results.Json(
        new SettingsAnswer(register.Accounting, register.Currency, register.TrackingSince is not null, register.TrackingSince),
        GrainJson.Default.SettingsAnswer);
}
