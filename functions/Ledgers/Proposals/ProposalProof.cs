using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>
/// Proves the proposals of a space. P1: each stands in the list of its state, as it is. P2: an approved one is a grant of that content, or
/// noted as waiting. P3: what a giver has proposed in a period is what their proposals come to.
/// </summary>
internal sealed class ProposalProof(ProposalBook book, GrantLedger ledger)
{
    /// <summary>Proves them once.</summary>
    public async Task<LedgerCheckResult> RunAsync(Space space, CancellationToken cancellation)
    {
        var rows = new SortedDictionary<string, TableEntity>(StringComparer.Ordinal);
        await foreach (var row in book.ReadRowsAsync(space.Name, cancellation)) rows.Add(row.RowKey, row);
        var all = rows.Values.Where(row => row.RowKey.StartsWith(ProposalRows.ProposalPrefix, StringComparison.Ordinal))
            .Select(ProposalRows.Read).ToList();
        var fault = ListFault(rows, all) ?? SumsFault(rows, all);
        foreach (var proposal in all.Where(each => each.IsCounted && fault is null))
            if (await ledger.FindAsync(space.Journal, proposal.GrantId, cancellation) is not { } entry
                || entry.Content != JsonSerializer.Serialize(
                    ProposalGrant.Of(proposal) with { Contributor = entry.Account }, GrantJson.Stored.Grant))
                fault = $"P2: the proposal '{proposal.Id}' is approved, and its grant is not what was approved";
        return new LedgerCheckResult(Shown.Count(all.Count, "proposal"), fault)
        {
            Seen = string.Join(' ', rows.Values.Select(row => row.ETag)),
        };
    }

    private static string? ListFault(SortedDictionary<string, TableEntity> rows, List<Proposal> all)
    {
        var listed = rows.Keys.Count(key => key.StartsWith("l~", StringComparison.Ordinal));
        if (listed != all.Count) return $"P1: {all.Count} proposals, and {listed} in the lists";
        foreach (var proposal in all)
        {
            if (!rows.TryGetValue(ProposalRows.ListKeyOf(proposal), out var copy) || ProposalRows.Read(copy) != proposal)
                return $"P1: the proposal '{proposal.Id}' does not stand in the list of its state as it is";
            if (rows.ContainsKey(ProposalRows.WaitingKeyOf(proposal)) != proposal.IsWaiting)
                return $"P2: the proposal '{proposal.Id}' is {(proposal.IsWaiting ? "not " : "")}noted as waiting to be counted";
        }

        return null;
    }

    private static string? SumsFault(SortedDictionary<string, TableEntity> rows, List<Proposal> all)
    {
        var givers = all.GroupBy(ProposalRows.GiverKeyOf).ToDictionary(group => group.Key, group => (
            Count: group.Count(), Points: Points.Sum(group.Where(each => each.HoldsPoints).Select(each => each.Points))));
        foreach (var row in rows.Values.Where(row => row.RowKey.StartsWith(ProposalRows.GiverPrefix, StringComparison.Ordinal)))
            if (GiverSums.Read(row) is var sums && givers.GetValueOrDefault(row.RowKey) != (sums.Count, sums.Points))
                return $"P3: {row.RowKey} says {sums.Count} proposals of {sums.Points} points, and there are others";
        return givers.Keys.FirstOrDefault(key => !rows.ContainsKey(key)) is { } missing ? $"P3: {missing} is missing" : null;
    }
}
