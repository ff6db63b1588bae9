using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Grain.Functions.Audit;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Takes a backup of a space that goes on being written to. What follows is read before what it follows from: closed epochs before the
/// payments, payments before the register, activity before the ledgers that it tells of, grants before what was decided about them. So
/// whatever is in the backup has in with it what it needs, and what came too late is left out whole. Acts are written down before they are
/// done, so the audit is the last but for the people whom all of it names.
/// </summary>
internal sealed class SpaceBackup(StorageService storage, SpaceSecrets secrets, TimeProvider time, Space space, Action<string> tell)
{
    /// <summary>How long it waits for an epoch that is being paid.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether secrets go along, as they are sealed.</summary>
    public bool WithSecrets { get; init; } = true;

    /// <summary>Clocks of the storage and of this machine differ by less.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    private readonly StorageService storage = storage.For("backup");
    private readonly JournalCut cut = new();
    private readonly LedgerCuts cuts = new(storage.For("backup"), time, space.Journal);
    private readonly Journal<GrantTotals, Grant> grants = new(storage.For("backup"), time, new GrantRules());

    /// <summary>Writes it.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="takenAt">The present time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">What is stored is not as it should be, or an epoch is being paid all the while.</exception>
    public async Task<BackupManifest> RunAsync(BackupWriter writer, DateTimeOffset takenAt, CancellationToken cancellation)
    {
        // Before the epochs: whatever is signed is closed.
        var proofs = await ProofsTaken.ReadAsync(storage.Table("proofs"), space.Name, WithSecrets, cancellation);
        await writer.RowsAsync("proofs", proofs.ToAsyncEnumerable(), cancellation);
        var activity = new SpaceActivityTaken(new ActivityStore(storage), space.Name);
        await writer.RowsAsync("activity", activity.ReadAsync(cancellation), cancellation);
        await writer.LaterAsync("activity", activity.Later, cancellation);

        var epochs = await CutGrainAsync(writer, cancellation);
        await writer.RowsAsync("epochs", epochs.Rows.ToAsyncEnumerable(), cancellation);
        await JournalAsync(writer, cuts.Grain, cancellation);
        await TableAsync(writer, "escrowsdue", cancellation);
        await cuts.CutCreditsAsync(cut, cancellation);
        await JournalAsync(writer, cuts.Escrows, cancellation);
        await JournalAsync(writer, cuts.Credits, cancellation);
        await GrantsAsync(writer, takenAt, cancellation);
        await WholeJournalAsync(writer, new Journal<RegisterTotals, RegisterChange>(storage, time, new RegisterJournalRules()),
            cancellation);
        foreach (var table in new[] { "appeals", "replicas", "events", "deliveries" }) await TableAsync(writer, table, cancellation);

        foreach (var piece in epochs.Pieces) await BlobAsync(writer, piece, cancellation);
        foreach (var piece in await epochs.ReadTreesAsync(storage, cancellation)) await BlobAsync(writer, piece, cancellation);
        foreach (var piece in await epochs.ReadBeforeAsync(storage, space, cancellation)) await BlobAsync(writer, piece, cancellation);
        var own = new SpaceTaken(storage.Table("spaces"), secrets, space.Name);
        await writer.RowsAsync("spaces", (await own.ReadAsync(WithSecrets, cancellation)).ToAsyncEnumerable(), cancellation);

        await ActsUnderWay.WaitAsync(storage, space.Name, time, WaitMax, tell, cancellation);
        await WholeJournalAsync(
            writer, new Journal<AuditTotals, AuditEntry>(storage, time, new AuditRules()), cancellation,
            AuditLog.SpaceOf(space.Name));
        var people = await PeopleTaken.ReadAsync(storage.Table("people"), space.Name, cancellation);
        await writer.RowsAsync("people", people.ToAsyncEnumerable(), cancellation);

        var last = epochs.Runs.Count > 0 ? epochs.Runs[^1] : null;
        BackupManifest? manifest = null;
        await writer.EndAsync(parts => manifest = new BackupManifest(BackupManifest.CurrentFormat, space.Name, space.Shards, takenAt,
            epochs.Runs.Count, own.SecretsLeftOut, parts, last?.Epoch.Id, last?.Statement?.Hash), cancellation);
        return manifest!;
    }

    /// <summary>
    /// Closed epochs and grain at one moment: as long as an epoch was closed, or began to pay, while the accounts were read, it is done
    /// again.
    /// </summary>
    private async Task<EpochsTaken> CutGrainAsync(BackupWriter writer, CancellationToken cancellation)
    {
        var table = storage.Table("epochs");
        while (true)
        {
            var epochs = await EpochsTaken.ReadAsync(table, space.Name, time, WaitMax, tell, cancellation);
            // Before the accounts: what is reserved and gone by then is made, and in them.
            var treasury = await storage.Table("treasury").QueryAsync(Filters.Range(space.Name, "t", "u"), cancellation)
                .ToListAsync(cancellation);
            await cuts.CutGrainAsync(cut, cancellation);
            if (!await epochs.IsStillSoAsync(table, space.Name, cancellation)) continue;
            var ids = storage.Table("treasury").QueryAsync(Filters.Range(space.Name, "i", "j"), cancellation);
            await writer.RowsAsync("treasury", treasury.ToAsyncEnumerable().Concat(ids), cancellation);
            return epochs;
        }
    }

    private async Task GrantsAsync(BackupWriter writer, DateTimeOffset takenAt, CancellationToken cancellation)
    {
        var buckets = new BucketsTaken(storage.Table("buckets"), space.Journal);
        await writer.RowsAsync("buckets", buckets.ReadAsync(cancellation), cancellation);
        await writer.LaterAsync("buckets", buckets.Later, cancellation);
        await WholeJournalAsync(writer, grants, cancellation);
        await WholeJournalAsync(writer, new Journal<GuardTotals, GuardEntry>(storage, time, new GuardRules()), cancellation);
        var ids = new GrantIdsTaken(storage.Table("grantids"), grants, space.Journal, cut);
        await writer.RowsAsync("grantids", ids.ReadAsync(takenAt - ClocksDiffer, cancellation), cancellation);
        var proposals =
            new ProposalsTaken(storage.Table("proposals"), new GrantLedger(storage, time), space.Journal, cut);
        await writer.RowsAsync("proposals", proposals.ReadAsync(takenAt - ClocksDiffer, cancellation), cancellation);
    }

    /// <summary>A journal whose accounts do not follow from each other: as far as it is now.</summary>
    private async Task WholeJournalAsync<THead, TEntry>(
        BackupWriter writer, Journal<THead, TEntry> journal, CancellationToken cancellation, JournalSpace? of = null)
    {
        await cut.ReadAsync(journal, of ?? space.Journal, cancellation);
        await JournalAsync(writer, journal, cancellation, of);
    }

    private Task JournalAsync<THead, TEntry>(
        BackupWriter writer, Journal<THead, TEntry> journal, CancellationToken cancellation, JournalSpace? of = null) =>
        writer.RowsAsync(
            journal.Rules.Table, JournalRowsTaken.ReadAsync(journal, of ?? space.Journal, cut, cancellation), cancellation);

    private Task TableAsync(BackupWriter writer, string table, CancellationToken cancellation) =>
        writer.RowsAsync(table, ReadAsync(table, cancellation), cancellation);

    /// <summary>Rows that stand for themselves. How far an import has come is left out: it may be ahead of what is counted.</summary>
    private async IAsyncEnumerable<TableEntity> ReadAsync(
        string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var filter in SpaceRemains.PartitionsOf(space.Name))
            await foreach (var row in storage.Table(name).QueryAsync(filter, cancellation))
                if (!row.RowKey.StartsWith("import~", StringComparison.Ordinal)) yield return row;
    }

    private async Task BlobAsync(BackupWriter writer, StoredPiece piece, CancellationToken cancellation)
    {
        var isThere = await storage.Container("grain").ReadAsync(piece.Name, async (content, token) =>
        {
            await writer.BlobAsync(piece.Name, content, token);
            return true;
        }, cancellation);
        if (isThere is null) throw new CommandException($"the blob {piece.Name} is gone (E2); ./grain verify says more");
        if (writer.Parts[^1].Sha256 != piece.Hash)
            throw new CommandException($"the blob {piece.Name} does not have the hash {piece.Hash} (E2)");
    }
}
