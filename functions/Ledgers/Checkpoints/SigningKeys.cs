using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>The last key of a space is not to be had: no key of the app opens it, or it did not come along with a backup.</summary>
internal sealed class SigningKeyLostException(string space) : InvalidOperationException(
    $"The signing key of the space '{space}' cannot be opened: the app has other keys than when it was made, or it was left out of the "
        + "backup that the space comes from. Until an admin makes a new one (POST …/signing-keys), nothing is signed.");

/// <summary>
/// The Ed25519 keys with which spaces sign. A private key is kept as secrets are, and only as long as it is the last one.
/// </summary>
internal sealed class SigningKeys(StorageService storage, SpaceSecrets secrets, TimeProvider time)
{
    private readonly Table table = storage.For("epochs").Table("proofs");

    /// <summary>What there is in a space.</summary>
    public async Task<CheckpointHead> ReadHeadAsync(string space, CancellationToken cancellation) =>
        CheckpointRows.ReadHead(await table.FindAsync(space, CheckpointRows.HeadKey, cancellation));

    /// <summary>All keys of a space, oldest first.</summary>
    public async Task<IReadOnlyList<SignedKey>> ListAsync(string space, CancellationToken cancellation) =>
        await table.QueryAsync(Filters.Prefix(space, CheckpointRows.KeyPrefix), cancellation).Select(CheckpointRows.ReadKey)
            .ToListAsync(cancellation);

    /// <summary>The key that signs, made if there is none yet; of several that make one at the same moment one counts.</summary>
    /// <exception cref="SigningKeyLostException">It cannot be opened.</exception>
    public async Task<(CheckpointHead Head, SignedKey Key, byte[] Private)> ReadAsync(string space, CancellationToken cancellation)
    {
        var head = await ReadHeadAsync(space, cancellation);
        if (head.Keys == 0)
        {
            await TryAddAsync(space, head, last: null, cancellation);
            head = await ReadHeadAsync(space, cancellation);
        }

        var row = await table.FindAsync(space, CheckpointRows.KeyOf(head.Keys), cancellation);
        if (row is not null && Open(space, row) is { } key) return (head, CheckpointRows.ReadKey(row), key);
        // Another one may have come between the two reads, with which this one was deleted.
        return (await ReadHeadAsync(space, cancellation)).Keys == head.Keys ? throw new SigningKeyLostException(space)
            : await ReadAsync(space, cancellation);
    }

    /// <summary>Makes a new key, which signs from then on; the one before signs its record, and is deleted.</summary>
    public Task<SignedKey> RotateAsync(string space, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync($"The signing key of {space}", async () =>
        {
            var head = await ReadHeadAsync(space, cancellation);
            var last = head.Keys == 0 ? null : await table.FindAsync(space, CheckpointRows.KeyOf(head.Keys), cancellation);
            var made = await TryAddAsync(space, head, last, cancellation);
            return (made is not null, made!);
        }, cancellation);

    private byte[]? Open(string space, TableEntity row) =>
        row.GetString(CheckpointRows.Private) is { } stored ? secrets.OpenBytes(space, stored) : null;

    /// <returns>The key, or <see langword="null"/> if somebody else wrote in the meantime.</returns>
    private async Task<SignedKey?> TryAddAsync(string space, CheckpointHead head, TableEntity? last, CancellationToken cancellation)
    {
        var (number, key) = (head.Keys + 1, RandomSecret.New(Ed25519.PrivateKeyBytes));
        var before = last is null ? null : Open(space, last);
        var record = new SigningKeyRecord(SigningKeyRecord.CurrentFormat, JournalHash.Time(time.GetUtcNow()), number,
            last is null ? null : Signed.HashOf(CheckpointRows.ReadKey(last).Text), Convert.ToHexStringLower(Ed25519.PublicKeyOf(key)),
            before is null ? number : number - 1, space).ToText();
        var made = new SignedKey(record, Signed.Sign(before ?? key, SigningKeyRecord.CurrentFormat, record));
        var rows = new List<TableTransactionAction>
        {
            Table.Write(CheckpointRows.Row(space, head with { Keys = number }), head.ETag),
            Table.Write(CheckpointRows.Row(space, number, made, secrets.SealBytes(space, key)), null),
        };
        if (last is not null)
            rows.Add(Table.Write(CheckpointRows.Row(space, head.Keys, CheckpointRows.ReadKey(last), null), last.ETag));
        if (await table.TryTransactAsync(rows, cancellation) is not null) return made;
        // Perhaps it was our own first try whose answer was lost: the row tells.
        var stored = await table.FindAsync(space, CheckpointRows.KeyOf(number), cancellation);
        return stored is not null && CheckpointRows.ReadKey(stored) == made ? made : null;
    }
}
