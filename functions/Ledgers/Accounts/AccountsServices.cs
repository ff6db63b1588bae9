using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What the slice adds to the app.</summary>
internal static class AccountsServices
{
    public static IServiceCollection AddGrainAccounts(this IServiceCollection services) => services
        .AddSingleton<GrainLedger>().AddSingleton<GrainBooks>().AddSingleton<TransferQueue>().AddSingleton<GrainTransfers>()
        .AddSingleton<AccountChanges>().AddSingleton<SpecialDistributions>().AddSingleton<BalancePayout>().AddSingleton<FinishTransfer>()
        .AddSingleton<GrainHolds>().AddSingleton<HoldCommits>()
        .AddSingleton<TreasuryRows>().AddSingleton<MoveIds>().AddSingleton<ReservedGrain>().AddSingleton<Treasury>()
            .AddSingleton<HandedOut>()
        .AddSingleton<SweepTransfers>().AddSingleton<AccountReader>().AddSingleton<DistributedGrain>()
        .AddLedgerCheck<GrainLedger>("grain", async (ledger, space, cancellation) =>
        {
            var holds = new HoldsProof(ledger);
            var proven = await ledger.ProveAsync(space.Journal, cancellation, holds.Take);
            return new LedgerCheckResult($"{Shown.Count(proven.Accounts, "account")}, {Shown.Count(proven.Entries, "entry", "entries")}",
                proven.Fault ?? await holds.CompareAsync(space.Journal, cancellation));
        })
        .AddLedgerCheck<GrainBooks>("grain sums", (books, space, cancellation) => books.ProveAsync(space.Journal, cancellation))
        .AddSingleton<SealedMove>()
        .AddSingleton(provider => new ConfigSpelling(provider.GetRequiredService<AccountSpelling>().SpellAsync))
        .AddSingleton(new TokenDecimals(config => config.Token.Decimals))
        .AddConfigSection(GrainConfig.TokenSection).AddConfigSection(GrainConfig.DistributionSection)
        .AddConfigRule<GrainBooks>((books, space, config, cancellation) => books.RefuseDecimalsAsync(space, config, cancellation));
}
