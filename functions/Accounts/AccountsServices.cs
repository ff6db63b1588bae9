using Grain.Functions.Accounts.Issuing;
using Grain.Functions.Spaces;
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
        .AddLedgerCheck<GrainBooks>("grain sums", (books, space, cancellationToken) => books.ProveAsync(space.Journal, cancellationToken))
        .AddConfigRule<GrainBooks>((books, space, config, cancellationToken) => books.RefuseDecimalsAsync(space, config, cancellationToken));
}
