using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>What the slice adds to the app.</summary>
internal static class ProposalsServices
{
    public static IServiceCollection AddProposals(this IServiceCollection services) => services
        .AddConfigSection(ProposalsConfig.Section)
        .AddSingleton<ProposalBook>().AddSingleton<ProposalGrants>().AddSingleton<ProposalDesk>().AddSingleton<ProposalAudit>()
        .AddLedgerCheck<ProposalAudit>("proposals",
            (audit, space, cancellation) => LedgerCheckResult.OfAsync(() => audit.RunAsync(space, cancellation)));
}
