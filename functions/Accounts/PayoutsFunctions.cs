using System.Globalization;
using System.Text;
using Grain.Functions.Epochs;
using Grain.Functions.Hosting;
using Grain.Functions.Identities;
using Grain.Functions.Spaces;

namespace Grain.Functions.Accounts;

/// <summary>The addresses about money outside of Grain: the currency, accounting, payouts and their marks.</summary>
internal sealed class PayoutsFunctions(SpaceDirectory spaces, EpochStore epochs, RegisterStore registers, BalancePayout payout)
{
    /// <summary>How many of the payouts cannot be made.</summary>
    internal const string WithoutAddressHeader = "Grain-Payouts-Without-Address";

    /// <summary>Ids of epochs have at most 15 characters, those of special distributions <see cref="RegisterRules.NameLengthMax"/>.</summary>
    private const int IdLengthMax = RegisterRules.NameLengthMax;

    /// <summary>
    /// What the closed epochs from <c>from</c> to <c>to</c> paid; <c>open=true</c> leaves out what is marked as executed,
    /// <c>form=safe</c> is for Safe's CSV airdrop.
    /// </summary>
    [Function("PayoutsRead")]
    public async Task<IResult> ReadPayoutsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/payouts.csv")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (from, to, open, form) = (query.Text("from"), query.Text("to"), query.Boolean("open"), query.Text("form"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        if (from?.Length > IdLengthMax || to?.Length > IdLengthMax) return Problem.BadRequest("from", "from and to are ids of epochs such as 2026-11-15");
        if (form is not (null or "safe")) return Problem.BadRequest("form", "must be 'safe' or absent");
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        var closed = await EpochPayments.ReadRangeAsync(epochs, space.Name, from, to, cancellationToken);
        Payout[] payouts = [.. PayoutList.Of(register, closed).Where(payout => open != true || !payout.Executed)];
        return Answer(request.HttpContext.Response, payouts, form is null, register.Currency, space.Config.Token.Decimals);
    }

    private static IResult Answer(HttpResponse response, Payout[] payouts, bool isForPeople, Currency? currency, int decimals)
    {
        response.Headers[WithoutAddressHeader] = payouts.Count(payout => payout.Address is null).ToString(CultureInfo.InvariantCulture);
        if (isForPeople) return Csv(PayoutList.ToCsv(payouts, decimals));
        return currency is { TokenAddress: not null }
            ? Csv(PayoutList.ToSafeCsv(payouts, currency, decimals))
            : Problem.Refused(RegisterFault.NoExternalCurrency, "Safe pays in a token of a chain; PUT …/grain/settings/currency says which.");
    }

    [Function("PayoutsMarkExecuted")]
    public async Task<IResult> MarkExecutedAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/payouts/{distribution}/executed")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var id = request.IdOf("distribution");
        if (id.Length is 0 or > IdLengthMax) return Problem.BadRequest(request.PlaceOfId("distribution"), "must be the id of an epoch or of a special distribution");
        var run = await epochs.FindAsync(space.Name, id, cancellationToken);
        var outcome = await registers.ChangeAsync(space.Journal, [new DistributionExecuted(id, run?.ClosedAt)], cancellationToken);
        return Answer(outcome);
    }

    [Function("PayoutsMarkExecutedById")]
    public Task<IResult> MarkExecutedByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/payouts/executed")] HttpRequest request, CancellationToken cancellationToken) =>
        MarkExecutedAsync(request, cancellationToken);

    [Function("GrainReadSettings")]
    public async Task<IResult> ReadSettingsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/settings")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        return Settings(await registers.ReadAsync(space.Journal, cancellationToken));
    }

    /// <summary>Switches accounting. Off: every balance is counted as paid out, and who has no payout address is deactivated.</summary>
    [Function("GrainSetAccounting")]
    public async Task<IResult> SetAccountingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/settings/accounting")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var change = new AccountingSet(await ReadSwitchAsync(request, cancellationToken));
        return Answer(await payout.ChangeAsync(space.Journal, change, cancellationToken));
    }

    [Function("GrainSetCurrency")]
    public async Task<IResult> SetCurrencyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/settings/currency")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var body = await JsonBody.ReadAsync(request, GrainRequestJson.Default.CurrencyBody, cancellationToken);
        if (body.Currency is { IsValid: false })
            return Problem.BadRequest("$.currency", "needs a chainId such as \"1\" with a tokenAddress of 0x and 40 hex digits, or the chainId \"BTC\" or \"FIL\" alone");
        return Answer(await payout.ChangeAsync(space.Journal, new CurrencySet(body.Currency), cancellationToken));
    }

    [Function("GrainSetTracking")]
    public async Task<IResult> SetTrackingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/grain/settings/tracking")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var change = new TrackingSet(await ReadSwitchAsync(request, cancellationToken));
        return Answer(await registers.ChangeAsync(space.Journal, [change], cancellationToken));
    }

    private static async Task<bool> ReadSwitchAsync(HttpRequest request, CancellationToken cancellationToken) =>
        (await JsonBody.ReadAsync(request, GrainRequestJson.Default.SwitchBody, cancellationToken)).Enabled
        ?? throw new ProblemException(Problem.BadRequest("$.enabled", "is missing"));

    private static IResult Answer(RegisterOutcome outcome) =>
        outcome is RegisterOutcome.Refused refused ? Problem.Refused(refused.Kind, refused.Reason) : Settings(outcome.Register);

    private static IResult Settings(CommunityRegister register) => Results.Json(
        new SettingsAnswer(register.Accounting, register.Currency, register.TrackingSince is not null, register.TrackingSince), GrainJson.Default.SettingsAnswer);

    private static IResult Csv(string text) => Results.Bytes(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8");
}
