using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>What the slice adds to the app.</summary>
internal static class ProposalsServices
{
    public static IServiceCollection AddProposals(this IServiceCollection services) => services
        .AddConfigSection(ProposalsConfig.Section)
        .AddSingleton(provider => new ConfigSpelling(provider.GetRequiredService<AccountSpelling>().SpellProposersAsync))
        .AddSingleton<ProposalSealing>().AddSingleton<ProposalBook>().AddSingleton<ProposalGrants>().AddSingleton<ProposalDesk>()
            .AddSingleton<ProposalProof>()
        .AddSingleton(LookupOf("approveProposal", ProposalStates.Approved))
        .AddSingleton(LookupOf("rejectProposal", ProposalStates.Rejected))
        .AddLedgerCheck<ProposalProof>("proposals",
            (proof, space, cancellation) => LedgerCheckResult.OfAsync(() => proof.RunAsync(space, cancellation)));

    private static Func<IServiceProvider, ActLookup> LookupOf(string operation, string state) => provider => new(operation,
        async (space, act, cancellation) => space is not null && act.Target is { } id
            && await provider.GetRequiredService<ProposalBook>().FindAsync(space, id, cancellation) is { } proposal
                ? proposal.State == state : (bool?)null);
}
