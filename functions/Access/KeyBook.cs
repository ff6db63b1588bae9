using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Access;

/// <summary>
/// The keys of a space, or those for every space: table <c>keys</c>, a partition each. A row beside them counts those that are not revoked;
/// every change writes it under its version, so that two at the same moment know of each other.
/// </summary>
internal sealed class KeyBook(StorageService storage, KeyRing ring, OwnerKey owner, TimeProvider time)
{
    /// <summary>How many keys that are not revoked a space may have.</summary>
    public const int KeysMax = 100;

    private const string GateRow = "_gate";

    private readonly Table table = storage.For("access").Table("keys");

    /// <summary>A page of the keys of a space, by id; revoked ones only if they are asked for.</summary>
    /// <returns>The page, and whether more follow.</returns>
    public async Task<(IReadOnlyList<KeyRecord> Page, bool More)> ListAsync(
        string? space, string after, int limit, bool revoked, CancellationToken cancellation)
    {
        var page = new List<KeyRecord>();
        await foreach (var key in ReadAsync(space, after, cancellation))
        {
            if (key.Revoked is not null && !revoked) continue;
            if (page.Count == limit) return (page, true);
            page.Add(key);
        }

        return (page, false);
    }

    /// <summary>Makes a key.</summary>
    /// <param name="wanted">What it is to be; its secret is that of <paramref name="text"/>.</param>
    /// <param name="text">The key.</param>
    /// <param name="cancellation">Gives up; nobody has the key then, whether or not it is in the list.</param>
    /// <exception cref="ProblemException">409: there are too many.</exception>
    public Task<KeyRecord> CreateAsync(KeyRecord wanted, KeyText text, CancellationToken cancellation) => table.Contention.UntilDoneAsync(
        $"The keys of {wanted.Space ?? "the app"}", async () =>
        {
            if (await FindAsync(wanted.Space, text.Id, cancellation) is { } made) return (true, made); // by a try whose answer was lost
            var gate = await GateAsync(wanted.Space, cancellation);
            if (gate.Live >= KeysMax) throw new ProblemException(Problem.Refused("too-many-keys",
                $"There are {KeysMax} keys, which is the most; revoke those that nobody uses."));
            var written = await table.TryTransactAsync([Table.Write(wanted.Row(), null), gate.With(gate.Live + 1)], cancellation);
            return (written is not null, written is null ? wanted : wanted with { ETag = written[0] });
        }, cancellation);

    /// <summary>Changes a key.</summary>
    /// <param name="space">Whose it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="change">Gives what it becomes; the very same if it is so already.</param>
    /// <param name="mayLockOut">Whether it may leave nobody with a key that lasts and opens everything.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The key as it is now; <see langword="null"/> if there is none.</returns>
    /// <exception cref="ProblemException">409: it is the last key that opens everything.</exception>
    public Task<KeyRecord?> ChangeAsync(
        string? space, string id, Func<KeyRecord, KeyRecord> change, bool mayLockOut, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync<KeyRecord?>($"The key {id}", async () =>
        {
            var gate = await GateAsync(space, cancellation);
            if (await FindAsync(space, id, cancellation) is not { } key) return (true, null);
            var next = change(key);
            if (ReferenceEquals(next, key)) return (true, key);
            if (space is null && !mayLockOut && !owner.IsSet && Lasts(key) && !Lasts(next)
                && !await ReadAsync(null, "", cancellation).AnyAsync(other => other.Id != id && Lasts(other), cancellation))
                throw new ProblemException(Problem.Refused("last-owner-key",
                    "Without this key nobody could open everything. Make another one first, or set Grain__OwnerKey; or say last=true."));
            var live = gate.Live + (next.Revoked is null ? 0 : -1) - (key.Revoked is null ? 0 : -1);
            var written = await table.TryTransactAsync([Table.Write(next.Row(), key.ETag), gate.With(live)], cancellation);
            ring.Forget(key);
            return (written is not null, written is null ? null : next with { ETag = written[0] });
        }, cancellation);

    /// <summary>A key by its id; <see langword="null"/> if there is none.</summary>
    public async Task<KeyRecord?> FindAsync(string? space, string id, CancellationToken cancellation) =>
        KeyText.IsId(id) && await table.FindAsync(KeyRecord.PartitionOf(space), id, cancellation) is { } row ? KeyRecord.Read(row) : null;

    private async IAsyncEnumerable<KeyRecord> ReadAsync(
        string? space, string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = $"{Filters.Partition(KeyRecord.PartitionOf(space))} and RowKey gt {Filters.Literal(after.Length == 0 ? "/" : after)}";
        await foreach (var row in table.QueryAsync(rows, cancellation))
            if (row.RowKey != GateRow) yield return KeyRecord.Read(row);
    }

    private async Task<Gate> GateAsync(string? space, CancellationToken cancellation)
    {
        var row = await table.FindAsync(KeyRecord.PartitionOf(space), GateRow, cancellation);
        return new Gate(KeyRecord.PartitionOf(space), row?.GetInt32("Live") ?? 0, row?.ETag);
    }

    private bool Lasts(KeyRecord key) => key.Revoked is null && (key.ExpiresAt is not { } end || end - time.GetUtcNow() > LastingMin);

    /// <summary>Who has a key for so long can make another one.</summary>
    private static readonly TimeSpan LastingMin = TimeSpan.FromDays(1);

    private sealed record Gate(string Partition, int Live, ETag? ETag)
    {
        public TableTransactionAction With(int live) => Table.Write(new TableEntity(Partition, GateRow) { ["Live"] = live }, ETag);
    }
}
