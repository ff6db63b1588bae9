using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>
/// The proposals of all spaces. Whatever changes one is a transaction under the version of its row, together with the list that it stands
/// in, the note that its grant may be missing, and the sums of its giver: of two who decide at once one does, and no cap is passed.
/// </summary>
internal sealed class ProposalBook(StorageService storage)
{
    private readonly Table table = storage.For("proposals").Table("proposals");

    /// <summary>Writes down a new proposal.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="wanted">The proposal.</param>
    /// <param name="refuse">Why its giver's sums do not allow it; <see langword="null"/> if they do.</param>
    /// <param name="cancellation">Gives up; it is then written or not.</param>
    /// <returns>What stands under its id, which may be another one, and whether this very call wrote it.</returns>
    /// <exception cref="ProblemException">What <paramref name="refuse"/> says.</exception>
    public Task<(Proposal Proposal, bool IsNew)> ProposeAsync(
        string space, Proposal wanted, Func<GiverSums, ProblemResult?> refuse, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync($"The proposals of {wanted.Giver}", async () =>
        {
            if (await FindAsync(space, wanted.Id, cancellation) is { } known) return (true, (known, false));
            var sumsKey = ProposalRows.GiverKeyOf(wanted);
            var sums = GiverSums.Read(await table.FindAsync(space, sumsKey, cancellation));
            if (refuse(sums) is { } refusal) throw new ProblemException(refusal);
            var written = await table.TryTransactAsync(
            [
                Table.Write(ProposalRows.Row(space, ProposalRows.KeyOf(wanted.Id), wanted), null),
                Table.Write(ProposalRows.Row(space, ProposalRows.ListKeyOf(wanted), wanted), null),
                (sums with { Count = sums.Count + 1, Points = sums.Points.Plus(wanted.Points) }).Write(space, sumsKey),
            ], cancellation);
            return (written is not null, (wanted, true));
        }, cancellation);

    /// <summary>Changes a proposal.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="id">Its id.</param>
    /// <param name="change">Gives what it becomes; the very same if there is nothing to do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>It as it is now; <see langword="null"/> if there is none.</returns>
    /// <exception cref="ProblemException">What <paramref name="change"/> throws.</exception>
    public Task<Proposal?> ChangeAsync(string space, string id, Func<Proposal, Proposal> change, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync<Proposal?>($"The proposal {id}", async () =>
        {
            if (await table.FindAsync(space, ProposalRows.KeyOf(id), cancellation) is not { } row) return (true, null);
            var before = ProposalRows.Read(row);
            var after = change(before);
            if (ReferenceEquals(after, before)) return (true, before);
            var actions = new List<TableTransactionAction> { Table.Write(ProposalRows.Row(space, row.RowKey, after), row.ETag) };
            Move(actions, space, before, after);
            if (before.HoldsPoints && !after.HoldsPoints)
            {
                var key = ProposalRows.GiverKeyOf(before);
                var sums = GiverSums.Read(await table.FindAsync(space, key, cancellation));
                actions.Add((sums with { Points = sums.Points.Plus(-before.Points) }).Write(space, key));
            }

            return (await table.TryTransactAsync(actions, cancellation) is not null, after);
        }, cancellation);

    /// <summary>A proposal; <see langword="null"/> if there is none of that id.</summary>
    public async Task<Proposal?> FindAsync(string space, string id, CancellationToken cancellation) =>
        await table.FindAsync(space, ProposalRows.KeyOf(id), cancellation) is { } row ? ProposalRows.Read(row) : null;

    /// <summary>The proposals of a state, in the order of their marks.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="state">The state.</param>
    /// <param name="after">The mark (<see cref="ProposalRows.MarkOf"/>) that they follow on; empty for all.</param>
    /// <param name="pageSize">How many are read at once.</param>
    /// <param name="cancellation">Gives up.</param>
    public IAsyncEnumerable<Proposal> ListAsync(
        string space, string state, string after, int pageSize, CancellationToken cancellation)
    {
        var prefix = ProposalRows.ListPrefix(state);
        var rows = Filters.Prefix(space, prefix) + (after.Length == 0 ? "" : $" and RowKey gt {Filters.Literal(prefix + after)}");
        return table.QueryAsync(rows, pageSize: pageSize, cancellation: cancellation).Select(ProposalRows.Read);
    }

    /// <summary>Every proposal of a space, in no order that means anything.</summary>
    public IAsyncEnumerable<Proposal> ReadAllAsync(string space, CancellationToken cancellation) =>
        table.QueryAsync(Filters.Prefix(space, ProposalRows.ProposalPrefix), cancellation).Select(ProposalRows.Read);

    /// <summary>Everything that lies in a space's partition.</summary>
    public IAsyncEnumerable<TableEntity> ReadRowsAsync(string space, CancellationToken cancellation) =>
        table.QueryAsync(Filters.Partition(space), cancellation);

    /// <summary>The ids of approved proposals whose grant may be missing.</summary>
    public IAsyncEnumerable<string> ReadWaitingAsync(string space, CancellationToken cancellation) =>
        table.QueryAsync(Filters.Prefix(space, ProposalRows.WaitingPrefix), [], cancellation: cancellation)
            .Select(row => TableKey.Unescape(row.RowKey[ProposalRows.WaitingPrefix.Length..]));

    private static void Move(List<TableTransactionAction> actions, string space, Proposal before, Proposal after)
    {
        var (from, to) = (ProposalRows.ListKeyOf(before), ProposalRows.ListKeyOf(after));
        var copy = ProposalRows.Row(space, to, after);
        if (from == to) actions.Add(Table.Write(copy, ETag.All));
        else actions.AddRange([Delete(space, from), Table.Write(copy, null)]);
        var waiting = ProposalRows.WaitingKeyOf(after);
        if (after.IsWaiting && !before.IsWaiting) actions.Add(Table.Write(new TableEntity(space, waiting) { ["Format"] = 1 }, null));
        if (before.IsWaiting && !after.IsWaiting) actions.Add(Delete(space, waiting));
    }

    private static TableTransactionAction Delete(string space, string key) =>
        new(TableTransactionActionType.Delete, new TableEntity(space, key), ETag.All);
}
