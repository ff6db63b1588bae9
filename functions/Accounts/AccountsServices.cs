using Grain.Functions.Accounts.Issuing;
using Grain.Functions.Verification;

namespace Grain.Functions.Accounts;

/// <summary>What the slice adds to the app.</summary>
internal static class AccountsServices
{
    public static IServiceCollection AddGrainAccounts(this IServiceCollection services) => services
        .AddSingleton<GrainLedger>().AddSingleton<GrainBooks>().AddSingleton<TransferQueue>().AddSingleton<GrainTransfers>()
        .AddSingleton<AccountChanges>().AddSingleton<SpecialDistributions>().AddSingleton<BalancePayout>().AddSingleton<FinishTransfer>()
        .AddSingleton<TreasuryRows>().AddSingleton<MoveIds>().AddSingleton<ReservedGrain>().AddSingleton<Treasury>().AddSingleton<HandedOut>()
        .AddSingleton<SweepTransfers>().AddSingleton<AccountReader>().AddSingleton<DistributedGrain>()
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
}
