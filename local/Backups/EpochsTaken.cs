using Azure;
using Azure.Data.Tables;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>The closed epochs of a space, and the books that name no other.</summary>
/// <param name="Rows">The rows of the table.</param>
/// <param name="Runs">The same, oldest first.</param>
/// <param name="Version">Of the books.</param>
internal sealed record EpochsTaken(IReadOnlyList<TableEntity> Rows, IReadOnlyList<EpochRun> Runs, ETag? Version)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>All pieces of their work.</summary>
    public IEnumerable<StoredPiece> Pieces => Runs
        .SelectMany(run => new[]
        {
            run.Config, run.Identities, run.Graph, run.Cursors, run.Scores, run.Flow, run.Allocation, run.Accounts, run.Trees,
            run.Statement,
        })
        .OfType<StoredPiece>().DistinctBy(piece => piece.Name);

    /// <summary>All tiles and pages of their trees.</summary>
    public async Task<IReadOnlyList<StoredPiece>> ReadTreesAsync(StorageService storage, CancellationToken cancellation)
    {
        var (store, pieces) = (new EpochStore(storage), new Dictionary<string, StoredPiece>(StringComparer.Ordinal));
        foreach (var trees in Runs.Select(run => run.Trees).OfType<StoredPiece>())
            foreach (var piece in (await TreeBlobs.ReadTreesAsync(store, trees, cancellation)).Added) pieces[piece.Name] = piece;
        return [.. pieces.Values];
    }

    /// <summary>The cred from before the first epoch that the space's configuration names, or that of one of its epochs.</summary>
    public async Task<IReadOnlyList<StoredPiece>> ReadBeforeAsync(StorageService storage, Space space, CancellationToken cancellation)
    {
        var (store, configs) = (new EpochStore(storage), new List<SpaceConfig> { space.Config });
        foreach (var run in Runs.Where(run => run.Config is not null).DistinctBy(run => run.Config!.Hash))
            configs.Add(EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation));
        return [.. configs.Select(config => EarlierCreds.PieceOf(space.Name, config)).OfType<StoredPiece>().Distinct()];
    }

    /// <summary>
    /// Reads them, once no epoch is being paid: from its allocation on an epoch can only be closed, and its payments stand in the accounts.
    /// One that has not come so far is left out, and begins anew.
    /// </summary>
    /// <param name="table">The table <c>epochs</c>.</param>
    /// <param name="space">The space's name.</param>
    /// <param name="time">Measures how long it waits.</param>
    /// <param name="waitMax">How long it waits at most.</param>
    /// <param name="tell">Told what is waited for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">An epoch is still being paid.</exception>
    public static async Task<EpochsTaken> ReadAsync(
        Table table, string space, TimeProvider time, TimeSpan waitMax, Action<string> tell, CancellationToken cancellation)
    {
        var (began, told) = (time.GetTimestamp(), false);
        while (true)
        {
            var taken = await ReadAsync(table, space, cancellation);
            if (taken.Paying is not { } paying) return taken.Closed;
            if (time.GetElapsedTime(began) >= waitMax)
                throw new CommandException($"epoch {paying.Epoch} is being paid, and a backup holds no half of one: try again when it is "
                    + $"closed{(paying.Error is { } error ? $"; its last attempt failed: {error}" : "")}");
            if (!told) tell($"epoch {paying.Epoch} is being paid; waiting until it is closed");
            told = true;
            await Task.Delay(LookEvery, time, cancellation);
        }
    }

    /// <summary>Whether, since it was read, no epoch was closed and none has begun to pay.</summary>
    public async Task<bool> IsStillSoAsync(Table table, string space, CancellationToken cancellation)
    {
        var (closed, paying) = await ReadAsync(table, space, cancellation);
        return paying is null && closed.Version == Version;
    }

    /// <summary>The rows in the order of their keys, then the books; so a run that is open in them was looked at before.</summary>
    private static async Task<(EpochsTaken Closed, (string Epoch, string? Error)? Paying)> ReadAsync(Table table, string space,
        CancellationToken cancellation)
    {
        var (rows, books) = (new List<TableEntity>(), (TableEntity?)null);
        await foreach (var row in table.QueryAsync(Filters.Partition(space), cancellation))
        {
            if (row.RowKey == EpochRows.BooksKey) books = row;
            else if (row.RowKey != EpochRows.OpenKey) rows.Add(row); // what is provisional is ranked again
        }

        var last = books is null ? null : EpochRows.ReadBooks(books).LastClosed;
        var runs = rows.Select(row => (Row: row, Run: EpochRows.ReadRun(row))).OrderBy(each => each.Run.Epoch.Start).ToArray();
        var closed = runs.Where(each => each.Run.Stage == EpochStage.Closed).ToArray();
        // A row that was read before its epoch was closed is as good as one that is being paid: it is closed at the next look.
        var paying = runs.Select(each => each.Run).LastOrDefault(run => run.Stage >= EpochStage.Allocated
            && (run.Stage != EpochStage.Closed || last is null || run.Epoch.Start > last.Start)) is { } half ? (half.Epoch.Id, half.Error)
            : last is not null && closed.All(each => each.Run.Epoch.Id != last.Id) ? (last.Id, null) : ((string, string?)?)null;
        books?.Remove("Open");
        return (new EpochsTaken(
            [.. closed.Select(each => each.Row), .. books is null ? [] : new[] { books }], [.. closed.Select(each => each.Run)],
            books?.ETag), paying);
    }
}
