using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Proposals as they were at one moment, after the grants were read: so each grant that came of one is of an approved one. Where a grant
/// came too late to be in, its proposal is approved and waits for it, as it did.
/// </summary>
internal sealed class ProposalsTaken(Table table, GrantLedger ledger, JournalSpace space, JournalCut cut)
{
    /// <summary>People decide about proposals: there are pauses.</summary>
    private const int LooksMax = 1_000;

    private const string Grants = "grants";

    /// <param name="youngest">Rows that were not changed since then are taken as they are.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<TableEntity> ReadAsync(DateTimeOffset youngest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var row in await ReadAtOnceAsync(cancellation))
        {
            if (row.Timestamp < youngest || await FindUncountedAsync(row, cancellation) is not { } proposal)
            {
                yield return row;
                continue;
            }

            var waiting = proposal with { IsCounted = false };
            yield return ProposalRows.Row(space.Name, row.RowKey, waiting);
            if (row.RowKey == ProposalRows.KeyOf(waiting.Id))
                yield return new TableEntity(space.Name, ProposalRows.WaitingKeyOf(waiting)) { ["Format"] = 1 };
        }
    }

    /// <summary>The proposal in a row that is counted, and whose grant is not in the backup.</summary>
    private async Task<Proposal?> FindUncountedAsync(TableEntity row, CancellationToken cancellation)
    {
        if (row.RowKey.StartsWith(ProposalRows.GiverPrefix, StringComparison.Ordinal)
            || row.RowKey.StartsWith(ProposalRows.WaitingPrefix, StringComparison.Ordinal)
            || ProposalRows.Read(row) is not { IsCounted: true } proposal) return null;
        var entry = await ledger.FindAsync(space, proposal.GrantId, cancellation);
        return entry is not null && entry.Seq <= cut[Grants, entry.Account] ? null : proposal;
    }

    /// <summary>All rows, read until nothing has changed between two readings: all of them are as they were between these.</summary>
    private async Task<IReadOnlyList<TableEntity>> ReadAtOnceAsync(CancellationToken cancellation)
    {
        var before = await table.QueryAsync(Filters.Partition(space.Name), cancellation).ToListAsync(cancellation);
        for (var looks = 1; looks <= LooksMax; looks++)
        {
            var now = await table.QueryAsync(Filters.Partition(space.Name), cancellation).ToListAsync(cancellation);
            if (now.Select(row => row.ETag).SequenceEqual(before.Select(row => row.ETag))) return now;
            before = now;
        }

        throw new CommandException("proposals are written to without a pause; try again when there are fewer");
    }
}
