using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses of payouts: <c>…/grain/payouts</c> for programs, <c>…/grain/payouts.csv</c> as a table to pay by.</summary>
internal sealed class PayoutsFunctions(RegisterStore registers, DistributedGrain distributed)
{
    /// <summary>How many of the payouts are owed on another chain than the one that is asked for.</summary>
    internal const string OtherChainsHeader = "Grain-Payouts-On-Other-Chains";

    /// <summary>By how many events of the register the file is; a mark that says so is of what the file paid.</summary>
    internal const string AsOfHeader = "Grain-Payouts-As-Of";

    private static ApiOperation Read(string summary) => new ApiOperation("Accounts", summary)
        .For(Role.Steward)
        .Query("from", "The first epoch's id.")
        .Query("to", "The last epoch's id.")
        .Query<bool>("open", "Whether to leave out what is marked as executed.");

    private static ApiOperation ReadTable => Read("What closed epochs and special distributions paid, as a table to pay by")
        .Query("form", "`safe` for Safe's CSV airdrop.", "safe")
        .Query("chain", "What is owed on this chain only; for Safe the one of the currency now, if absent.")
        .Answers(200, "The table.", Shape.Text, "text/csv",
            new ApiHeader(AsOfHeader, "The state that the table is of: `asOf` of the marks of what was paid by it.", true),
            new ApiHeader(PayoutMarksFunctions.WithoutAddressHeader,
                "How many payments are owed in a currency and have no address to pay to.",
                true),
            new ApiHeader(OtherChainsHeader, "How many payments are left out since they are owed on another chain.", true))
        .Refuses(409, "Safe pays in a token of a chain, and the space has none.");

    /// <summary>
    /// What closed epochs and special distributions paid; <c>open=true</c> leaves out what is marked as executed, <c>form=safe</c> is for
    /// Safe's CSV airdrop, <c>chain</c> is for what is owed there only.
    /// </summary>
    [Function("PayoutsRead"), Operation("getPayouts", nameof(ReadTable))]
    public async Task<IResult> ReadTableAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/payouts.csv")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var form = QueryReader.Of(request, query => query.Text("form"));
        if (form is not (null or "safe")) return Problem.BadRequest("form", "must be 'safe' or absent");
        var (register, payouts) =
            await ReadAsync(request, space, form is null ? (_, chain) => chain : ChainOfSafe, cancellation);
        PayoutMarksFunctions.Tell(request, AsOfHeader, register.Events);
        PayoutMarksFunctions.Tell(request, PayoutMarksFunctions.WithoutAddressHeader, payouts[true].Count(payout => payout.LacksAddress));
        PayoutMarksFunctions.Tell(request, OtherChainsHeader, payouts[false].Count(payout => payout.Currency is not null));
        var decimals = space.Config.Token.Decimals;
        var csv = form is null ? PayoutList.ToCsv(payouts[true], decimals) : PayoutList.ToSafeCsv(payouts[true], decimals);
        return Results.Bytes(Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8");
    }

    private static ApiOperation List => Read("What closed epochs and special distributions paid, and who cannot be paid")
        .Query("chain", "What is owed on this chain only.")
        .Answers(200, "The payments, and who lacks an address.", PayoutJson.Default.PayoutsAnswer.InGrain());

    /// <summary>The same for programs, with whoever lacks an address by name.</summary>
    [Function("PayoutsList"), Operation("listPayouts", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/payouts")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (register, payouts) = await ReadAsync(request, space, (_, chain) => chain, cancellation);
        return Results.Json(PayoutsAnswer.Of(space, register, payouts),
            PayoutJson.Default.PayoutsAnswer.InGrain(space.Config.Token.Decimals));
    }

    /// <summary>Payments by whether they are on the chain that was asked for.</summary>
    private async Task<(CommunityRegister Register, ILookup<bool, Payout> IsOnChain)> ReadAsync(
        HttpRequest request, Space space, Func<CommunityRegister, string?, string?> chainOf, CancellationToken cancellation)
    {
        var (from, to, open, asked) = QueryReader.Of(request,
            query => (query.Text("from"), query.Text("to"), query.Boolean("open"), query.Text("chain")));
        CheckBounds(("from", from), ("to", to));
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var chain = chainOf(register, asked);
        var all = PayoutList.Of(register, await distributed.ReadAsync(space.Name, register, from, to, cancellation));
        return (register, all.Where(payout => open != true || !payout.Executed)
            .ToLookup(payout => chain is null || payout.Currency?.ChainId == chain));
    }

    /// <summary>Any text would sort somewhere among the ids, and leave out payments that nobody meant to leave out.</summary>
    private static void CheckBounds(params (string Name, string? Id)[] bounds)
    {
        var faults = new FaultList();
        foreach (var (name, id) in bounds)
            if (id is not null && !Epoch.IsId(id)) faults.Add(new Fault(name, "must be the id of an epoch, such as 2026-11-15"));
        faults.ThrowIfAny();
    }

    /// <summary>Safe pays on the chain that it is on, whatever a file was meant for: one chain a file.</summary>
    private static string ChainOfSafe(CommunityRegister register, string? asked) =>
        (asked ?? register.Currency?.ChainId) is [>= '0' and <= '9', ..] chain ? chain
        : throw new ProblemException(Problem.Refused(RegisterFault.NoExternalCurrency,
            "Safe pays in a token of a chain; PUT …/grain/settings/currency says which."));
}
