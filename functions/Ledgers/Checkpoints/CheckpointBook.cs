using Azure.Data.Tables;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>
/// Signs closed epochs that have trees, each once and in their order. It is done by whoever needs it first: the timer, or somebody who
/// asks.
/// </summary>
internal sealed class CheckpointBook(StorageService storage, SigningKeys keys, EpochStore store)
{
    private readonly Table table = storage.For("epochs").Table("proofs");

    /// <summary>The checkpoint of an epoch, signed now if it was not; <see langword="null"/> if the epoch has no trees.</summary>
    /// <exception cref="SigningKeyLostException">It is not signed, and cannot be.</exception>
    public async Task<SignedCheckpoint?> FindOrSignAsync(EpochRun run, CancellationToken cancellation)
    {
        if (run is not { Stage: EpochStage.Closed, Trees: not null }) return null;
        if (await FindAsync(run.Space, run.Epoch.Id, cancellation) is { } known) return known;
        await SignAsync(run.Space, cancellation);
        return await FindAsync(run.Space, run.Epoch.Id, cancellation);
    }

    /// <summary>The checkpoint of an epoch, if it is signed.</summary>
    public async Task<SignedCheckpoint?> FindAsync(string space, string epoch, CancellationToken cancellation) =>
        await table.FindAsync(space, CheckpointRows.CheckpointOf(epoch), cancellation) is { } row
            ? CheckpointRows.ReadCheckpoint(row) : null;

    /// <summary>Signs all closed epochs that are not signed yet.</summary>
    /// <returns>What there is then.</returns>
    /// <exception cref="SigningKeyLostException">There is one, and no key.</exception>
    public async Task<CheckpointHead> SignAsync(string space, CancellationToken cancellation)
    {
        var head = await keys.ReadHeadAsync(space, cancellation);
        if ((await store.ReadBooksAsync(space, cancellation)).LastClosed is not { } last || last.Start <= head.LastStart) return head;
        // Where epochs were closed by a version that made no trees, nobody looks at all of them each time.
        if (head.Checkpoints == 0 && await store.FindAsync(space, last.Id, cancellation) is not { Trees: not null }) return head;
        await foreach (var run in store.ListAsync(space, cancellation))
        {
            if (run is not { Stage: EpochStage.Closed, Trees: not null } || run.Epoch.Start > last.Start) continue;
            await table.Contention.UntilDoneAsync($"The checkpoints of {space}",
                async () => (await TrySignAsync(run, cancellation), true), cancellation);
        }

        return await keys.ReadHeadAsync(space, cancellation);
    }

    /// <summary>Tells that checkpoints up to a number were told elsewhere.</summary>
    /// <returns>Whether nobody else wrote in the meantime.</returns>
    public async Task<bool> TryNoteToldAsync(string space, CheckpointHead head, long told, CancellationToken cancellation) =>
        await table.TryWriteAsync(CheckpointRows.Row(space, head with { Told = told }), head.ETag, cancellation) is not null;

    /// <summary>The latest checkpoints, oldest first.</summary>
    public async Task<IReadOnlyList<Checkpoint>> ListAfterAsync(string space, long number, CancellationToken cancellation)
    {
        var found = await table.QueryAsync(Filters.Prefix(space, CheckpointRows.CheckpointPrefix), cancellation)
            .Select(row => CheckpointRows.ReadCheckpoint(row).Read()).ToListAsync(cancellation);
        return [.. found.Where(checkpoint => checkpoint.Number > number).OrderBy(checkpoint => checkpoint.Number)];
    }

    /// <returns>Whether it is signed.</returns>
    private async Task<bool> TrySignAsync(EpochRun run, CancellationToken cancellation)
    {
        if ((await keys.ReadHeadAsync(run.Space, cancellation)).LastStart >= run.Epoch.Start) return true;
        var (head, key, secret) = await keys.ReadAsync(run.Space, cancellation);
        if (head.LastStart >= run.Epoch.Start) return true;
        var trees = await TreeBlobs.ReadTreesAsync(store, run.Trees!, cancellation);
        var text = new Checkpoint(trees.Accounts, trees.Entries, run.Epoch.Id, Checkpoint.CurrentFormat, Signed.HashOf(key.Text),
            head.Checkpoints + 1, head.Last, run.Space, run.Statement!.Hash).ToText();
        var signed = new SignedCheckpoint(text, Signed.Sign(secret, Checkpoint.CurrentFormat, text));
        var after = head with
        {
            Checkpoints = head.Checkpoints + 1,
            Last = Signed.HashOf(text),
            LastStart = run.Epoch.Start,
        };
        TableTransactionAction[] rows =
        [
            Table.Write(CheckpointRows.Row(run.Space, after), head.ETag),
            Table.Write(CheckpointRows.Row(run.Space, run.Epoch.Id, after.Checkpoints, signed), null),
        ];
        // Where somebody else was first, or our own first try was, whose answer was lost, the next look finds it signed.
        return await table.TryTransactAsync(rows, cancellation) is not null;
    }
}
