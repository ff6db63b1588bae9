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

    private readonly Table table = storage.For("spaces").Table("spaces");
    private Seen? seen;
    private int isReading;

    /// <summary>The newest format that this build knows.</summary>
    internal int Known { get; } = storage.Format;

    /// <summary>The format that is written now. It may be a minute old; only the newest one never changes.</summary>
    internal async Task<int> InForceAsync(CancellationToken cancellation)
    {
        if (Known == First) return First;
        var now = time.GetUtcNow();
        return seen is { } last && (InForceAt(last.Formats, now) >= Known || now < last.Until) ? InForceAt(last.Formats, now)
            : (await ReadAsync(cancellation)).InForce;
    }

    /// <summary>Refuses to work on storage that is newer than this build.</summary>
    /// <exception cref="UnknownFormatException">It is.</exception>
    internal async Task RefuseNewerAsync(CancellationToken cancellation)
    {
        var formats = seen is { } last && time.GetUtcNow() < last.Until ? last.Formats : await ReadAsync(cancellation);
        Refuse(formats);
    }

    /// <summary>
    /// The same as far as it is known, for who must not wait: what is not known, or old, is read meanwhile. Rows that this build does not
    /// know are refused besides.
    /// </summary>
    /// <exception cref="UnknownFormatException">It is.</exception>
    internal void RefuseNewer()
    {
        if (seen is { } last && time.GetUtcNow() < last.Until) Refuse(last.Formats);
        else if (seen is { } former && former.Formats.Next > Known) Refuse(former.Formats); // it never moves back
        else if (Interlocked.Exchange(ref isReading, 1) == 0) _ = Task.Run(ReadMeanwhileAsync);
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
    internal async Task BeginAsync(CancellationToken cancellation)
    {
        if (Known == First || seen is not null || await FindAsync(cancellation) is not { IsNew: true }) return;
        await table.TryWriteAsync(Row(new(Known, Known, null)), null, cancellation);
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

    private async Task<(FormatsNow Formats, ETag? Version, bool IsNew)> FindAsync(CancellationToken cancellation)
    {
        var row = await table.FindAsync(Partition, RowKey, cancellation);
        var now = time.GetUtcNow();
        var formats = row is null ? new(First, First, null)
            : new FormatsNow(row.Required<int>("Before"), row.Required<int>("InForce"), row.GetDateTimeOffset("From"));
        var isNew = row is null
            && !await table.QueryAsync(Filters.Partition("spaces"), [], 1, cancellation).AnyAsync(cancellation);
        // Where nobody has written anything yet, somebody may begin at any moment.
        seen = isNew ? null : new(formats, now + ReadAgain);
        return (formats with { InForce = InForceAt(formats, now) }, row?.ETag, isNew);
    }

    private void Refuse(FormatsNow formats)
    {
        if (formats.Next > Known) throw new UnknownFormatException(string.Create(CultureInfo.InvariantCulture,
            $"The storage has format {formats.Next}; this version knows {StoredKind.Range(1, Known)}"));
    }

    private async Task ReadMeanwhileAsync()
    {
        try
        {
            await ReadAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is RequestFailedException or OperationCanceledException)
        {
            // The next one who asks has it read again.
        }
        finally
        {
            Volatile.Write(ref isReading, 0);
        }
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
}
