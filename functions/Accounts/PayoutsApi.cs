using System.Globalization;
using System.Text;
using Grain.Functions.Epochs;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Identities;
using Grain.Functions.Spaces;

namespace Grain.Functions.Accounts;

/// <summary>The addresses about money outside of Grain: the currency, accounting, payouts and their marks.</summary>
internal static class PayoutsApi
{
    /// <summary>How many of the payouts cannot be made.</summary>
    internal const string WithoutAddressHeader = "Grain-Payouts-Without-Address";

    /// <summary>Ids of epochs have at most 15 characters, those of special distributions <see cref="RegisterRules.NameLengthMax"/>.</summary>
    private const int IdLengthMax = RegisterRules.NameLengthMax;

    public static void Map(RouteGroupBuilder function)
    {
        function.MapGet("spaces/{space}/grain/payouts.csv", ReadPayoutsAsync).Describe("PayoutsRead");
        function.MapPost("spaces/{space}/grain/payouts/{distribution}/executed", MarkExecutedAsync).Describe("PayoutsMarkExecuted");
        function.MapGet("spaces/{space}/grain/settings", ReadSettingsAsync).Describe("GrainReadSettings");
        function.MapPut("spaces/{space}/grain/settings/accounting", SetAccountingAsync).Describe("GrainSetAccounting");
        function.MapPut("spaces/{space}/grain/settings/currency", SetCurrencyAsync).Describe("GrainSetCurrency");
        function.MapPut("spaces/{space}/grain/settings/tracking", SetTrackingAsync).Describe("GrainSetTracking");
    }

    /// <summary>
    /// What the closed epochs from <c>from</c> to <c>to</c> paid; <c>open=true</c> leaves out what is marked as executed,
    /// <c>form=safe</c> is for Safe's CSV airdrop.
    /// </summary>
    private static async Task<IResult> ReadPayoutsAsync(
        HttpContext context, string? from, string? to, bool? open, string? form, SpaceDirectory spaces, EpochStore epochs, RegisterStore registers,
        CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (from?.Length > IdLengthMax || to?.Length > IdLengthMax) return Problem.BadRequest("from", "from and to are ids of epochs such as 2026-11-15");
        if (form is not (null or "safe")) return Problem.BadRequest("form", "must be 'safe' or absent");
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        var closed = await EpochPayments.ReadRangeAsync(epochs, space.Name, from, to, cancellationToken);
        var payouts = PayoutList.Of(register, closed.Select(epoch => (epoch.Run.Epoch.Id, epoch.Allocation.Payments.AsEnumerable())))
            .Where(payout => open != true || !payout.Executed)
            .ToArray();
        var homeless = payouts.Count(payout => payout.Address is null);
        context.Response.Headers[WithoutAddressHeader] = homeless.ToString(CultureInfo.InvariantCulture);
        if (form is null) return Csv(PayoutList.ToCsv(payouts, space.Config.Token.Decimals));
        return register.Currency is { TokenAddress: not null } currency
            ? Csv(PayoutList.ToSafeCsv(payouts, currency, space.Config.Token.Decimals))
            : Problem.Refused(RegisterFault.NoExternalCurrency, "Safe pays in a token of a chain; PUT …/grain/settings/currency says which.");
    }

    private static async Task<IResult> MarkExecutedAsync(
        HttpContext context, SpaceDirectory spaces, EpochStore epochs, RegisterStore registers, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var id = context.PathValue("distribution");
        if (id.Length is 0 or > IdLengthMax) return Problem.BadRequest("distribution", "must be the id of an epoch or of a special distribution");
        var run = await epochs.FindAsync(space.Name, id, cancellationToken);
        var outcome = await registers.ChangeAsync(space.Journal, [new DistributionExecuted(id, run?.ClosedAt)], cancellationToken);
        return Answer(outcome);
    }

    private static async Task<IResult> ReadSettingsAsync(HttpContext context, SpaceDirectory spaces, RegisterStore registers, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        return Settings(await registers.ReadAsync(space.Journal, cancellationToken));
    }

    /// <summary>Switches accounting. Off: every balance is counted as paid out, and who has no payout address is deactivated.</summary>
    private static async Task<IResult> SetAccountingAsync(HttpContext context, SpaceDirectory spaces, BalancePayout payout, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var change = new AccountingSet(await ReadSwitchAsync(context, cancellationToken));
        return Answer(await payout.ChangeAsync(space.Journal, change, cancellationToken));
    }

    private static async Task<IResult> SetCurrencyAsync(HttpContext context, SpaceDirectory spaces, BalancePayout payout, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var body = await JsonBody.ReadAsync(context.Request, GrainRequestJson.Default.CurrencyBody, cancellationToken);
        if (body.Currency is { IsValid: false })
            return Problem.BadRequest("$.currency", "needs a chainId such as \"1\" with a tokenAddress of 0x and 40 hex digits, or the chainId \"BTC\" or \"FIL\" alone");
        return Answer(await payout.ChangeAsync(space.Journal, new CurrencySet(body.Currency), cancellationToken));
    }

    private static async Task<IResult> SetTrackingAsync(HttpContext context, SpaceDirectory spaces, RegisterStore registers, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var change = new TrackingSet(await ReadSwitchAsync(context, cancellationToken));
        return Answer(await registers.ChangeAsync(space.Journal, [change], cancellationToken));
    }

    private static async Task<bool> ReadSwitchAsync(HttpContext context, CancellationToken cancellationToken) =>
        (await JsonBody.ReadAsync(context.Request, GrainRequestJson.Default.SwitchBody, cancellationToken)).Enabled
        ?? throw new ProblemException(Problem.BadRequest("$.enabled", "is missing"));

    private static IResult Answer(RegisterOutcome outcome) =>
        outcome is RegisterOutcome.Refused refused ? Problem.Refused(refused.Kind, refused.Reason) : Settings(outcome.Register);

    private static IResult Settings(CommunityRegister register) => Results.Json(
        new SettingsAnswer(register.Accounting, register.Currency, register.TrackingSince is not null, register.TrackingSince), GrainJson.Default.SettingsAnswer);

    private static IResult Csv(string text) => Results.Bytes(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8");
}
