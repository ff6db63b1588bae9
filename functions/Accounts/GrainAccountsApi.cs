using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Identities;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Accounts;

/// <summary>The slice's addresses, all below <c>/api/spaces/{space}/grain</c>, the queue function <c>FinishTransfer</c> and the timer <c>SweepTransfers</c>.</summary>
internal static class GrainAccountsApi
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    public static IServiceCollection AddGrainAccounts(this IServiceCollection services) => services
        .AddSingleton<GrainLedger>().AddSingleton<GrainBooks>().AddSingleton<TransferQueue>().AddSingleton<GrainTransfers>()
        .AddSingleton<AccountChanges>().AddSingleton<SpecialDistributions>().AddSingleton<BalancePayout>().AddSingleton<FinishTransfer>()
        .AddSingleton<Solvency>().AddSingleton<SweepTransfers>()
        .AddLedgerCheck<GrainLedger>("grain", async (ledger, space, cancellationToken) =>
        {
            var proven = await ledger.AuditAsync(space.Journal, cancellationToken);
            return new LedgerCheckResult($"{proven.Accounts} accounts, {proven.Entries} entries", proven.Fault);
        })
        .AddLedgerCheck<GrainBooks>("grain sums", async (books, space, cancellationToken) =>
        {
            var (sums, fault) = await books.ProveAsync(space.Journal, cancellationToken);
            return new LedgerCheckResult($"{sums.Minted} minted, {sums.Burned} burnt, {sums.PaidOut} paid out, {sums.Balances} held", fault);
        });

    public static void MapGrainAccounts(this WebApplication app)
    {
        var function = app.MapHttpFunction("GrainAccounts");
        function.MapGet("spaces/{space}/grain", ReadTokenAsync).Describe("GrainRead");
        function.MapGet("spaces/{space}/grain/verify", VerifyAsync).Describe("GrainVerify");
        function.MapGet("spaces/{space}/grain/accounts/{id}", ReadAccountAsync).Describe("GrainReadAccount");
        GrainMovesApi.Map(function);
        PayoutsApi.Map(function);
        app.MapQueueFunction("FinishTransfer", app.Services.GetRequiredService<FinishTransfer>().RunAsync);
        app.MapTimerFunction("SweepTransfers", app.Services.GetRequiredService<SweepTransfers>().RunAsync);
    }

    private static async Task<IResult> ReadTokenAsync(
        HttpContext context, SpaceDirectory spaces, Epochs.EpochStore epochs, GrainBooks books, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var sums = await books.ReadAsync(space.Journal, cancellationToken);
        var carriedOver = (await epochs.ReadBooksAsync(space.Name, cancellationToken)).CarriedOver;
        return Results.Json(TokenAnswer.Of(space, sums, carriedOver), GrainJson.Default.TokenAnswer);
    }

    /// <summary>Proves that all grain is accounted for (D3); the journals themselves are proven by <c>verify</c> on the command line.</summary>
    private static async Task<IResult> VerifyAsync(HttpContext context, SpaceDirectory spaces, GrainBooks books, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var (_, fault) = await books.ProveAsync(space.Journal, cancellationToken);
        return Results.Json(new VerifyAnswer(fault is null, fault), GrainJson.Default.VerifyAnswer);
    }

    /// <summary>
    /// What somebody holds in all their accounts, and a page of the entries of the account that was named, oldest first.
    /// Nobody's account is empty rather than missing.
    /// </summary>
    private static async Task<IResult> ReadAccountAsync(
        HttpContext context, long? after, int? limit, SpaceDirectory spaces, GrainLedger ledger, RegisterStore registers, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (after < 0) return Problem.BadRequest("after", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var values = new RequestValues(space.Config.Token.Decimals);
        var id = values.Account("id", context.PathValue("id"));
        values.Check();

        var size = limit ?? PageDefault;
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        var named = await ledger.ReadHeadAsync(space.Journal, id, cancellationToken);
        var others = register.AccountsOf(id).Where(account => account != id);
        var heads = await Task.WhenAll(others.Select(account => ledger.ReadHeadAsync(space.Journal, account, cancellationToken)));
        var entries = await ledger.ReadPageAsync(space.Journal, id, after ?? 0, size, cancellationToken);
        var rows = entries.Select(entry => new AccountRow(entry.Seq, entry.Key, entry.RecordedAt, entry.Hash, entry.Value)).ToArray();
        return Results.Json(
            AccountAnswer.Of(register, [named, .. heads], space.Config.Token.Decimals, rows, rows.Length == size ? rows[^1].Seq : null),
            GrainJson.Default.AccountAnswer);
    }
}
