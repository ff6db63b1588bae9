using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// Takes what people say out of grants before they are queued or counted in a sealed space: people become opaque ids, ids of grants and
/// contributions become HMACs, and texts are sealed under the keys of those whose they are. What is told again comes out the same, so that
/// it counts once. Words of the community (keys, categories, sources, types, modules) stay: weights and sums go by them.
/// </summary>
internal sealed class GrantSealing(AccountSpelling spelling)
{
    private const string NoBody = "*";

    /// <summary>Whether a grant has gone through here.</summary>
    public static bool IsSealed(Grant grant) => (Opaque.IsPerson(grant.Contributor) || grant.Contributor == NoBody)
        && Opaque.Is(Opaque.Grant, IdOf(grant)) && grant.Note is null or { Length: 0 } or ['s', '_', ..];

    /// <summary>The grant as it is kept.</summary>
    /// <param name="space">A sealed space.</param>
    /// <param name="grant">As it was told.</param>
    /// <param name="isNode">Whether its people are nodes of task credits, which are spelled otherwise.</param>
    /// <param name="cancellation">Gives up; the same again comes out the same.</param>
    public async Task<Grant> SealAsync(JournalSpace space, Grant grant, bool isNode, CancellationToken cancellation)
    {
        var contributor = await PersonAsync(grant.Contributor);
        var corrects = grant.Corrects is { } corrected ? await IdAsync(corrected) : null;
        var edges = new List<ContributionEdge>();
        foreach (var edge in grant.Facts?.Edges ?? [])
            edges.Add(edge with { From = await NodeAsync(edge.From), To = await NodeAsync(edge.To) });
        return grant with
        {
            GrantId = EarlyCorrections.TakesAllBack(grant) ? corrects + EarlyCorrections.WholeSuffix : await IdAsync(grant.GrantId),
            SentAs = await TextAsync([contributor], grant.GrantId),
            Contributor = contributor,
            Corrects = corrects,
            Note = await TextAsync([contributor], grant.Note is { } note ? Addresses.Mask(note) : null),
            Facts = grant.Facts is { } facts ? await FactsAsync(facts) : null,
        };

        async Task<ContributionFacts> FactsAsync(ContributionFacts facts)
        {
            var (nodes, retracts, withdraws) = (new List<ContributionNode>(), new List<string>(), new List<ContributionWithdrawal>());
            foreach (var node in facts.Nodes) nodes.Add(await DescribedAsync(node));
            foreach (var id in facts.Retracts) retracts.Add(await NodeAsync(id));
            foreach (var each in facts.Withdraws ?? [])
                withdraws.Add(each with { From = await EndAsync(each.From), To = await EndAsync(each.To) });
            return new ContributionFacts
            {
                ContributorName = await TextAsync([contributor], NameOf(facts.ContributorName)),
                Nodes = nodes,
                Edges = edges,
                Retracts = retracts,
                Withdraws = withdraws.Count > 0 ? withdraws : null,
            };
        }

        // Title and address are of those who made the contribution, if that is told, and of whoever tells it otherwise.
        async Task<ContributionNode> DescribedAsync(ContributionNode node)
        {
            var id = await NodeAsync(node.Id);
            var authors = edges.Where(edge => edge.Type == EdgeTypes.Authors && edge.To == id && edge.From.StartsWith('@'))
                .Select(edge => edge.From[1..]).ToArray();
            string[] whose = authors.Length > 0 ? authors : [contributor];
            return node with
            {
                Id = id,
                Title = await TextAsync(whose, node.Title is { } title ? Addresses.Mask(title) : null),
                Url = await TextAsync(whose, node.Url),
            };
        }

        Task<string> PersonAsync(string id) => spelling.WriterAsync(space, id, isNode, cancellation);

        async Task<string> NodeAsync(string id) => id.StartsWith('@') ? $"@{await PersonAsync(id[1..])}"
            : Opaque.Node + await spelling.Vault.HashAsync(space.Name, "node", id, cancellation);

        async Task<string?> EndAsync(string? id) => id is null ? null : await NodeAsync(id);

        async Task<string> IdAsync(string id) => Opaque.Grant + await spelling.Vault.HashAsync(space.Name, "grant", id, cancellation);

        // What is nobody's has nobody's key, and is left out.
        async Task<string?> TextAsync(string[] whose, string? text) => text is null || whose.Contains(NoBody, StringComparer.Ordinal)
            ? null : await spelling.Vault.SealAsync(space.Name, whose, text, cancellation);
    }

    /// <summary>As it would be shown: once it is sealed, nobody can look for addresses in it.</summary>
    private static string? NameOf(string? name) => Addresses.NameOr(name, "") is { Length: > 0 } shown ? shown : null;

    private static string IdOf(Grant grant) => EarlyCorrections.TakesAllBack(grant) ? grant.Corrects! : grant.GrantId;
}
