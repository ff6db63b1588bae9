using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>
/// Spells the people whom a configuration lets propose and review, in a sealed space, where they are opaque. Elsewhere they stay as they
/// are typed.
/// </summary>
internal static class ConfiguredProposers
{
    /// <summary>The configuration as it is to be stored.</summary>
    public static async Task<SpaceConfig> SpellProposersAsync(this AccountSpelling spelling, JournalSpace space, SpaceConfig config,
        CancellationToken cancellation)
    {
        if (!space.IsSealed || config.Proposals is not { } proposals) return config;
        return config with
        {
            Proposals = proposals with
            {
                Proposers = await SpellAsync(proposals.Proposers, "$.proposals.proposers"),
                Reviewers = await SpellAsync(proposals.Reviewers, "$.proposals.reviewers"),
            },
        };

        async Task<ProposalPeople> SpellAsync(ProposalPeople people, string path)
        {
            var spelled = new List<string>(people.People.Count);
            foreach (var (index, id) in people.People.Index())
                spelled.Add(await spelling.OfNewAsync(space, $"{path}.people[{index}]", id, cancellation));
            return people with { People = spelled };
        }
    }
}
