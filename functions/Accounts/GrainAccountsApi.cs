using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Accounts;

/// <summary>The slice's addresses: <c>GET /api/spaces/{space}/grain</c> and <c>…/grain/accounts/{id}</c>.</summary>
internal static class GrainAccountsApi
{
    private const int PageDefault = 100;
    private const int PageMax = 1000;

    public static IServiceCollection AddGrainAccounts(this IServiceCollection services) => services
        .AddSingleton<GrainLedger>()
        .AddLedgerCheck<GrainLedger>("grain", async (ledger, space, cancellationToken) =>
        {
            var proven = await ledger.AuditAsync(space.Journal, cancellationToken);
            return new LedgerCheckResult($"{proven.Accounts} accounts, {proven.Entries} entries", proven.Fault);
        });

    public static void MapGrainAccounts(this WebApplication app)
    {
        var function = app.MapHttpFunction("GrainAccounts");
        function.MapGet("spaces/{space}/grain", ReadTokenAsync);
        function.MapGet("spaces/{space}/grain/accounts/{id}", ReadAccountAsync);
    }

    private static async Task<IResult> ReadTokenAsync(HttpContext context, SpaceDirectory spaces, EpochStore epochs, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var books = await epochs.ReadBooksAsync(space.Name, cancellationToken);
        var token = space.Config.Token;
        return Results.Json(
            new TokenAnswer(
                $"grain-{space.Name}", token.Name ?? $"Grain ({space.Config.DisplayName ?? space.Name})", token.Symbol, token.Decimals, token.Icon, token.Color,
                books.Supply, GrainNotation.Format(books.Supply, token.Decimals), books.CarriedOver),
            GrainJson.Default.TokenAnswer);
    }

    /// <summary>An account with a page of its entries, oldest first. Nobody's account is empty rather than missing.</summary>
    private static async Task<IResult> ReadAccountAsync(
        HttpContext context, long? after, int? limit, SpaceDirectory spaces, GrainLedger ledger, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (after < 0) return Problem.BadRequest("after", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var id = context.PathValue("id");
        var size = limit ?? PageDefault;
        var head = await ledger.ReadHeadAsync(space.Journal, id, cancellationToken);
        var entries = await ledger.ReadPageAsync(space.Journal, id, after ?? 0, size, cancellationToken);
        var rows = entries.Select(entry => new AccountRow(entry.Seq, entry.Key, entry.RecordedAt, entry.Hash, entry.Value)).ToArray();
        return Results.Json(
            new AccountAnswer(
                id, head.Totals.Balance, GrainNotation.Format(head.Totals.Balance, space.Config.Token.Decimals),
                head.Totals.Received, GrainNotation.Format(head.Totals.Received, space.Config.Token.Decimals),
                head.Seq, rows, rows.Length == size ? rows[^1].Seq : null),
            GrainJson.Default.AccountAnswer);
    }
}

/// <summary>The token of a space. Amounts in base units; <paramref name="SupplyGrain"/> is the supply in grain, for people.</summary>
internal sealed record TokenAnswer(
    string Id, string Name, string Symbol, int Decimals, string Icon, string Color, GrainAmount Supply, string SupplyGrain, GrainAmount CarriedOver);

/// <summary>A grain account. Amounts in base units, and as grain for people; <paramref name="Next"/> is where the next page begins.</summary>
internal sealed record AccountAnswer(
    string Id, GrainAmount Balance, string BalanceGrain, GrainAmount Received, string ReceivedGrain, long Count, IReadOnlyList<AccountRow> Entries, long? Next);

/// <summary>An entry of a grain account.</summary>
internal sealed record AccountRow(long Seq, string Key, DateTimeOffset RecordedAt, string Hash, GrainEntry Entry);
