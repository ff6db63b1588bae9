using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Storage;

/// <summary>How the formats of a storage account stand.</summary>
/// <param name="InForce">The storage format that is written now.</param>
/// <param name="Next">The one that was moved to; the same when it is in force.</param>
/// <param name="From">From when on that one is written; absent if there was never another.</param>
internal sealed record FormatsNow(int InForce, int Next, DateTimeOffset? From);

/// <summary>
/// The storage format of the whole account, one row. It says what all versions that are at work may write: a new version goes on writing
/// the former format until it is moved, once, when all others are gone. It never moves back. New accounts begin with the newest.
/// </summary>
public sealed class StorageFormats(StorageService storage, TimeProvider time)
{
    /// <summary>The format of accounts that name none.</summary>
    internal const int First = 1;

    /// <summary>The newest format of this source; see <see cref="StorageSettings.Format"/>.</summary>
    internal const int Newest = 2;

    /// <summary>The partition of the row, in the table <c>spaces</c>.</summary>
    private const string Partition = StoredKinds.FormatsPartition;

    private const string RowKey = "storage";

    /// <summary>
    /// How long a process goes by what it read; a format is in force only after all have read it anew (and their clocks may differ).
    /// </summary>
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Notice = 2 * ReadAgain;

    /// <summary>So long before that it is read again, beside the work, so that nobody waits for it.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(15);

    private readonly Table table = storage.For("spaces").Table("spaces");
    private readonly Lock gate = new();
    private Seen? seen;
    private Task<Found>? reading;

    /// <summary>The newest format that this build knows.</summary>
    internal int Known { get; } = storage.Format;

    /// <summary>The format that is written now. It may be a minute old; only the newest one never changes.</summary>
    internal async Task<int> InForceAsync(CancellationToken cancellation)
    {
        if (Known == First) return First;
        var now = time.GetUtcNow();
        return seen is { } last && (InForceAt(last.Formats, now) >= Known || now < last.Until) ? InForceAt(last.Formats, now)
            : (await ReadOnceAsync(cancellation)).InForce;
    }

    /// <summary>
    /// Refuses to work on storage that is newer than this build. Whoever has not read the format, or not for a minute, waits until it is
    /// read.
    /// </summary>
    /// <exception cref="UnknownFormatException">It is, or what it says cannot be read.</exception>
    /// <exception cref="RequestFailedException">The storage cannot be asked.</exception>
    internal async Task RefuseNewerAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // It never moves back: what was newer once is newer for good.
        if (seen is not { } last || (now >= last.Until && last.Formats.Next <= Known))
        {
            Refuse(await ReadOnceAsync(cancellation));
            return;
        }

        if (now >= last.Until - Ahead) _ = Reading();
        Refuse(last.Formats);
    }

    /// <summary>How the formats stand, read now.</summary>
    internal async Task<FormatsNow> ReadAsync(CancellationToken cancellation) => (await FindAsync(cancellation)).Formats;

    /// <summary>The format that a space which is made now has.</summary>
    internal async Task<int> OfNewSpaceAsync(CancellationToken cancellation)
    {
        var (formats, _, isNew) = await FindAsync(cancellation);
        return isNew ? Known : formats.InForce;
    }

    /// <summary>Has a new account begin with the newest format.</summary>
    /// <exception cref="UnknownFormatException">It is of a newer version.</exception>
    internal async Task BeginAsync(CancellationToken cancellation)
    {
        var found = seen is { } last ? new(last.Formats, null, false) : await FindAsync(cancellation);
        Refuse(found.Formats);
        if (found.IsNew && Known > First) await table.TryWriteAsync(Row(new(Known, Known, null)), null, cancellation);
    }

    /// <summary>Moves to the newest format that this build knows. Nothing happens when it is in force already, or will be.</summary>
    internal Task<FormatsNow> MoveAsync(CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync("The format of the storage", async () =>
        {
            var (formats, version, isNew) = await FindAsync(cancellation);
            if (formats.Next >= Known) return (true, formats);
            var moved = isNew ? new(Known, Known, null) : new FormatsNow(formats.InForce, Known, time.GetUtcNow() + Notice);
            if (await table.TryWriteAsync(Row(moved), version, cancellation) is null) return (false, moved);
            seen = null;
            return (true, moved);
        }, cancellation);

    /// <summary>The same, once for all who ask at this moment.</summary>
    private async Task<FormatsNow> ReadOnceAsync(CancellationToken cancellation) => (await Reading().WaitAsync(cancellation)).Formats;

    private Task<Found> Reading()
    {
        lock (gate)
        {
            if (reading is not { IsCompleted: false }) reading = FindAsync(CancellationToken.None);
            return reading;
        }
    }

    private async Task<Found> FindAsync(CancellationToken cancellation)
    {
        var asked = time.GetUtcNow();
        var row = await table.FindAsync(Partition, RowKey, cancellation);
        var formats = row is null ? new(First, First, null) : Read(row);
        var isNew = row is null
            && !await table.QueryAsync(Filters.Partition("spaces"), [], 1, cancellation).AnyAsync(cancellation);
        // Where nobody has written anything yet, somebody may begin at any moment.
        // The minute begins with the question: the answer may have been long on its way.
        seen = isNew ? null : new(formats, asked + ReadAgain);
        return new(formats with { InForce = InForceAt(formats, time.GetUtcNow()) }, row?.ETag, isNew);
    }

    /// <summary>A row that makes no sense was written by who knows more, or is damaged: nobody may go by it.</summary>
    private static FormatsNow Read(TableEntity row)
    {
        if (row["Before"] is int before and >= First && row["InForce"] is int next && next >= before
            && row["From"] is null or DateTimeOffset)
            return new FormatsNow(before, next, row["From"] as DateTimeOffset?);
        throw new UnknownFormatException("the storage",
            $"Which format the storage has cannot be read in {Partition}/{RowKey} of spaces");
    }

    private void Refuse(FormatsNow formats)
    {
        if (formats.Next > Known) throw new UnknownFormatException("the storage", string.Create(CultureInfo.InvariantCulture,
            $"The storage has format {formats.Next}; this version knows {StoredKind.Range(1, Known)}"));
    }

    private static int InForceAt(FormatsNow formats, DateTimeOffset now) =>
        formats.From is { } from && now < from ? formats.InForce : formats.Next;

    private static TableEntity Row(FormatsNow formats)
    {
        var row = new TableEntity(Partition, RowKey) { [StoredKinds.Column] = 1, ["InForce"] = formats.Next, ["Before"] = formats.InForce };
        if (formats.From is { } from) row["From"] = from;
        return row;
    }

    private sealed record Seen(FormatsNow Formats, DateTimeOffset Until);

    private sealed record Found(FormatsNow Formats, ETag? Version, bool IsNew);
}
