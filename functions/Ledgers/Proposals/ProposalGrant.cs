using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>
/// The grant of an approved proposal: made of what is stored of it alone, so that whoever counts it makes the same. Pure.
/// </summary>
internal static class ProposalGrant
{
    /// <summary>The source of such grants.</summary>
    public const string Source = ShownGrants.OfProposals;

    /// <summary>The key of such grants.</summary>
    public const string Key = $"{Source}:proposal.approved";

    private const int TitleMax = 200;

    /// <summary>The grant. It is given when it is approved: what nobody has reviewed is no recognition yet.</summary>
    public static Grant Of(Proposal proposal) => new()
    {
        GrantId = proposal.GrantId,
        SentAs = proposal.Kept?.SentAs,
        Contributor = proposal.Receiver,
        Key = Key,
        Category = proposal.Category,
        Source = Source,
        Amount = proposal.Points,
        GrantedAt = proposal.DecidedAt!.Value,
        Note = proposal.Reason,
        Facts = proposal.Cred == ProposalCred.Thanks ? Thanks(proposal, proposal.DecidedAt.Value) : null,
    };

    /// <summary>Of the reviewer the graph knows nothing: to review earns nothing, so that nobody approves for its sake.</summary>
    private static ContributionFacts Thanks(Proposal proposal, DateTimeOffset at)
    {
        var node = proposal.Kept?.Node ?? $"{Source}/{proposal.Id}";
        return new ContributionFacts
        {
            Nodes =
            [
                new ContributionNode
                {
                    Id = node,
                    Type = NodeTypes.Thanks,
                    Module = Source,
                    Title = proposal.Kept is { } kept ? kept.Title : PlainLine.Of(proposal.Reason, TitleMax),
                    At = at,
                },
            ],
            Edges =
            [
                new ContributionEdge { Type = EdgeTypes.Authors, From = $"@{proposal.Giver}", To = node, At = at },
                new ContributionEdge { Type = EdgeTypes.Supports, From = node, To = $"@{proposal.Receiver}", At = at },
            ],
        };
    }
}
