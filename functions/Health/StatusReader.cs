using Grain.Functions.Epochs;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Health;

/// <summary>Looks at queues and spaces: three operations a queue, two or three a space.</summary>
internal sealed class StatusReader(
    StorageService storage, SpaceDirectory spaces, EpochStore store, FunctionCatalogue catalogue, StorageFormats formats,
    TimeProvider time)
{
    /// <summary>Spaces that are looked at.</summary>
    public const int SpacesMax = 500;

    private const int LateMax = 50;
    private const int AtOnceMax = 16;

    private readonly DueEpochs epochs = new(store);
    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    public async Task<StatusAnswer> ReadAsync(CancellationToken cancellation)
    {
        var queues = new List<QueueStatus>();
        foreach (var name in await catalogue.QueuesAsync()) queues.Add(await ReadAsync(name, cancellation));
        var (page, more) = await spaces.Listing.PageAsync("", SpacesMax, [SpaceState.Active], null, cancellation);
        var (found, unreadable) = (new ConcurrentBag<LateEpoch>(),
            new ConcurrentBag<string>(page.Where(each => each.Fault is not null).Select(each => each.Name)));
        await Parallel.ForEachAsync(page.Where(each => each.Fault is null),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation }, async (each, token) =>
            {
                try
                {
                    if (await FindLateAsync(each.Name, token) is { } late) found.Add(late);
                }
                catch (Exception fault) when (fault is JsonException or InvalidDataException or UnknownFormatException)
                {
                    unreadable.Add(each.Name);
                }
            });
        return new StatusAnswer(
            ApiDocument.Version(), time.GetUtcNow(), startedAt, storage.BilledOperations, queues, page.Count, more,
            [.. unreadable.Order(StringComparer.Ordinal).Take(LateMax)], found.Count,
            [.. found.OrderBy(late => late.EndedAt).ThenBy(late => late.Space, StringComparer.Ordinal).Take(LateMax)],
            FormatsAnswer.Of(await formats.ReadAsync(cancellation), formats.Known));
    }

    private async Task<QueueStatus> ReadAsync(string name, CancellationToken cancellation)
    {
        var queue = storage.For("failures").Queue(name);
        var length = await queue.CountAsync(cancellation);
        var first = length == 0 ? [] : await queue.PeekAsync(1, cancellation);
        var age = first is [{ InsertedOn: { } sent }] ? Math.Max(0, (long)(time.GetUtcNow() - sent).TotalSeconds) : (long?)null;
        var poison = await storage.For("failures").Queue(name + PoisonMessages.Suffix).CountAsync(cancellation);
        return new QueueStatus(name, length, age, poison);
    }

    private async Task<LateEpoch?> FindLateAsync(string name, CancellationToken cancellation)
    {
        if (await spaces.FindAsync(name, fresh: false, cancellation) is not { Config.Enabled: true } space) return null;
        var now = time.GetUtcNow();
        var books = await store.ReadBooksAsync(name, cancellation);
        if (await epochs.FindAsync(space, books, now, cancellation) is not { } due
            || now - due.Epoch.End < LateEpochs.Patience) return null;
        return new LateEpoch(name, due.Epoch.Id, due.Epoch.End, due.Run?.Error);
    }
}

/// <summary>How the app is.</summary>
/// <param name="Version">Which version answers.</param>
/// <param name="At">When it was looked.</param>
/// <param name="StartedAt">Since when the process has looked that answers.</param>
/// <param name="Operations">Requests to storage that this process has sent.</param>
/// <param name="Queues">Each queue.</param>
/// <param name="Spaces">How many spaces in use were looked at.</param>
/// <param name="More">Whether there are others.</param>
/// <param name="Unreadable">Spaces whose row cannot be read, or not how far their epochs are.</param>
/// <param name="LateCount">How many spaces have an epoch that ended more than an hour ago and is not closed.</param>
/// <param name="Late">The latest of them.</param>
/// <param name="Formats">How the formats of the storage stand.</param>
internal sealed record StatusAnswer(
    string Version, DateTimeOffset At, DateTimeOffset StartedAt, long Operations, IReadOnlyList<QueueStatus> Queues, int Spaces, bool More,
    IReadOnlyList<string> Unreadable, int LateCount, IReadOnlyList<LateEpoch> Late, FormatsAnswer Formats);

/// <summary>A queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Messages">About how many wait, hidden ones included.</param>
/// <param name="OldestSeconds">How long ago the first that can be taken was put in; absent if there is none.</param>
/// <param name="Poison">About how many were put aside.</param>
internal sealed record QueueStatus(string Queue, int Messages, long? OldestSeconds, int Poison);

/// <summary>An epoch that should be closed.</summary>
/// <param name="Space">Whose.</param>
/// <param name="Epoch">Its id.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Error">Why its last run failed, if it did.</param>
internal sealed record LateEpoch(string Space, string Epoch, DateTimeOffset EndedAt, string? Error);
