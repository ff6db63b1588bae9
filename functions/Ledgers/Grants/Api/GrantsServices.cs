using Grain.Functions.Ledgers.Grants.Appeals;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>What the slice adds to the app.</summary>
internal static class GrantsServices
{
    public static IServiceCollection AddGrants(this IServiceCollection services) =>
        services.AddSingleton(NewLedger).AddSingleton<TierCrossings>().AddSingleton<GrantQueue>().AddSingleton<GrantGuard>()
            .AddConfigSection(GrantsConfig.TiersSection).AddConfigSection(GrantsConfig.TypesSection)
            .AddSingleton<PassedGrants>().AddSingleton<HeldGrants>().AddSingleton<AppealBook>().AddSingleton<PersonGrants>()
            .AddSingleton(AppealLookup("fileAppeal", (_, _) => true))
            .AddSingleton(AppealLookup("decideAppeal", (appeal, told) => appeal.Decision is { } decision
                && told("accept") == (decision.Accepted ? "true" : "false")))
            .AddLedgerCheck<GrantLedger>("grants", async (ledger, space, cancellation) =>
            {
                var proven = await ledger.ProveAsync(space.Journal, cancellation);
                return new LedgerCheckResult(
                    $"{Shown.Count(proven.Contributors, "contributor")}, {Shown.Count(proven.Grants, "grant")}, "
                    + $"{Shown.Count(proven.Pending, "id")} reserved without a grant"
                    + (proven.Early > 0 ? $", {proven.Early} corrected before they came" : "")
                    + (proven.Odd > 0 ? $", {proven.Odd} of a time or amount that is not taken today" : ""), proven.Fault);
            })
            .AddLedgerCheck<GrantGuard>("guards", async (guard, space, cancellation) =>
            {
                var proven = await guard.ProveAsync(space.Journal, cancellation);
                return new LedgerCheckResult(
                    $"{Shown.Count(proven.Accounts, "person", "people")}, {Shown.Count(proven.Entries, "decision")}", proven.Fault);
            });

    private static GrantLedger NewLedger(IServiceProvider provider) =>
        new(provider.GetRequiredService<StorageService>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<PeopleVault>())
        {
            LookAgain = provider.GetRequiredService<GrantQueue>().LookAgainAsync,
        };

    private static Func<IServiceProvider, ActLookup> AppealLookup(string operation, Func<Appeal, Func<string, string?>, bool> wasDone) =>
        provider => new ActLookup(operation, async (space, act, cancellation) => space is not null && Told(act, "appeal") is { } id
            && await provider.GetRequiredService<AppealBook>().FindAsync(space, id, cancellation) is { } appeal
            && wasDone(appeal, name => Told(act, name)));

    private static string? Told(ActTold act, string name) => act.Changes.FirstOrDefault(change => change.What == name)?.After;
}
