using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses of how grain is accounted for: the currency that it is paid in, balances, marks of payouts.</summary>
internal sealed class GrainSettingsFunctions(SpaceDirectory spaces, RegisterStore registers, BalancePayout payout)
{
    [Function("GrainReadSettings")]
    public async Task<IResult> ReadSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/settings")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        return Settings(await registers.ReadAsync(space.Journal, cancellation));
    }

    /// <summary>Switches accounting. Off: every balance is counted as paid out, and who has no payout address is deactivated.</summary>
    [Function("GrainSetAccounting")]
    public async Task<IResult> SetAccountingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/settings/accounting")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var change = new AccountingSet(await ReadSwitchAsync(request, cancellation));
        return Answer(await payout.ChangeAsync(space.Journal, change, cancellation));
    }

    [Function("GrainSetCurrency")]
    public async Task<IResult> SetCurrencyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/settings/currency")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, GrainRequestJson.Default.CurrencyBody, cancellation);
        if (body.Currency is { IsValid: false })
            return Problem.BadRequest("$.currency",
                "needs a chainId such as \"1\" with a tokenAddress of 0x and 40 hex digits whose checksum holds, or the chainId \"BTC\" "
                    + "or \"FIL\" alone; decimals lie between 0 and 36");
        return Answer(await payout.ChangeAsync(space.Journal, new CurrencySet(body.Currency), cancellation));
    }

    [Function("GrainSetTracking")]
    public async Task<IResult> SetTrackingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/settings/tracking")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var change = new TrackingSet(await ReadSwitchAsync(request, cancellation));
        return Answer(await registers.ChangeAsync(space.Journal, [change], cancellation));
    }

    private static async Task<bool> ReadSwitchAsync(HttpRequest request, CancellationToken cancellation) =>
        (await JsonBody.ReadAsync(request, GrainRequestJson.Default.SwitchBody, cancellation)).Enabled
        ?? throw new ProblemException(Problem.BadRequest("$.enabled", "is missing"));

    internal static IResult Answer(RegisterOutcome outcome) =>
        outcome is RegisterOutcome.Refused refused ? Problem.Refused(refused.Kind, refused.Reason) : Settings(outcome.Register);

    private static IResult Settings(CommunityRegister register) => Results.Json(
        new SettingsAnswer(register.Accounting, register.Currency, register.TrackingSince is not null, register.TrackingSince),
        GrainJson.Default.SettingsAnswer);
}
