using Azure;
using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// The boards of all spaces, as fresh as asked for. A small space's board is brought up to date at every read; a large one's by
/// the timer, and by a reader only when it is older than the reader wants.
/// </summary>
internal sealed class Boards(BoardStore store, BoardCollector collector, TimeProvider time, ILogger<Boards> log)
{
    /// <summary>Up to this many contributors, bringing a board up to date is a few dozen small reads.</summary>
    private const int SmallBoard = 2000;

    /// <summary>Boards held in memory; a hundred thousand contributors are some thirty megabytes.</summary>
    private const int HeldMax = 8;

    private static readonly TimeSpan LargeBoardAge = TimeSpan.FromMinutes(1);

    /// <summary>A reader does not wait longer for a fresher board when there is an older one.</summary>
    private static readonly TimeSpan RefreshMax = TimeSpan.FromSeconds(10);

    /// <summary>Readers keep a changed board in memory and store it no more often than this; the timer stores it in any case.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Held> held = new(StringComparer.Ordinal);

    /// <summary>A board not older than <paramref name="maxAge"/>, if it can be had in time.</summary>
    public async Task<Board> ReadAsync(Space space, TimeSpan? maxAge, CancellationToken cancellation)
    {
        var mine = Hold(space.Name);
        if (IsFresh(space, mine.Board, maxAge)) return mine.Board!;
        await mine.Gate.WaitAsync(cancellation);
        try
        {
            if (!IsFresh(space, mine.Board, maxAge)) await LoadAsync(space, mine, cancellation);
            if (!IsFresh(space, mine.Board, maxAge)) await RefreshInTimeAsync(space, mine, cancellation);
            return mine.Board!;
        }
        finally
        {
            mine.Gate.Release();
        }
    }

    /// <summary>Brings a board up to date and stores it.</summary>
    public async Task RefreshAsync(Space space, CancellationToken cancellation)
    {
        var mine = Hold(space.Name);
        await mine.Gate.WaitAsync(cancellation);
        try
        {
            await LoadAsync(space, mine, cancellation);
            await RefreshAsync(space, mine, mustSave: true, cancellation);
        }
        finally
        {
            mine.Gate.Release();
        }
    }

    /// <summary>Folds a board anew from the ledgers and stores it.</summary>
    public async Task<Board> RebuildAsync(Space space, CancellationToken cancellation)
    {
        await store.DeleteAsync(space.Name, cancellation);
        held.TryRemove(space.Name, out _);
        await RefreshAsync(space, cancellation);
        return held[space.Name].Board!;
    }

    private bool IsFresh(Space space, Board? board, TimeSpan? maxAge) =>
        board is not null && board.Days == DaysOf(space)
        && time.GetUtcNow() - board.AsOf <= (maxAge ?? (board.Entries.Count <= SmallBoard ? TimeSpan.FromTicks(-1) : LargeBoardAge));

    /// <summary>Takes over the stored board if somebody else has made it newer or confirmed it.</summary>
    private async Task LoadAsync(Space space, Held mine, CancellationToken cancellation)
    {
        var stored = await store.ReadFreshnessAsync(space.Name, cancellation);
        if (mine.Board is null || mine.ETag is null || stored?.Version != mine.NotedVersion)
        {
            var (board, etag) = await store.ReadAsync(space.Name, cancellation);
            (mine.ETag, mine.SavedVersion) = (etag, board?.Version ?? 0);
            mine.NotedVersion = stored?.Version;
            mine.Board = board?.Days == DaysOf(space) ? board : null;
        }

        if (mine.Board is { } known && stored is var (version, asOf) && version == known.Version && version == mine.SavedVersion
            && asOf > known.AsOf) known.AsOf = asOf;
    }

    private async Task RefreshInTimeAsync(Space space, Held mine, CancellationToken cancellation)
    {
        if (mine.Board is null)
        {
            await RefreshAsync(space, mine, mustSave: true, cancellation);
            return;
        }

        using var limit = new TimeLimit(time, RefreshMax, cancellation);
        try
        {
            await RefreshAsync(space, mine, mustSave: false, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning(LogEvents.BoardLate,
                "{Space}: the leaderboard could not be brought up to date in {Seconds} s; readers get that of {AsOf}",
                space.Name, RefreshMax.TotalSeconds, mine.Board.AsOf);
        }
    }

    private async Task RefreshAsync(Space space, Held mine, bool mustSave, CancellationToken cancellation)
    {
        var asOf = time.GetUtcNow();
        var board = mine.Board ?? new Board(DaysOf(space)) { AsOf = asOf };
        if (await collector.FindChangesAsync(space.Journal, board, cancellation) is not { } changes)
        {
            log.LogWarning(LogEvents.BoardMadeAnew,
                "{Space}: the leaderboard has counted grants that are not in the ledger, and is made anew", space.Name);
            board = new Board(DaysOf(space)) { AsOf = asOf };
            changes = await collector.FindChangesAsync(space.Journal, board, cancellation) ?? new BoardChanges([], null);
        }

        if (changes.Any)
        {
            // The one that readers hold stays as it is.
            board = BoardBlob.Read(BoardBlob.Write(board))!;
            board.AsOf = asOf;
            board.Version = mine.SavedVersion + 1;
            await collector.ApplyAsync(space.Journal, board, changes, cancellation);
            board.DropOldDays();
        }

        board.AsOf = asOf;
        mine.Board = board;
        await SaveAsync(space, mine, board, mustSave, cancellation);
    }

    private async Task SaveAsync(Space space, Held mine, Board board, bool mustSave, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (!mustSave && now - mine.SavedAt < SaveInterval) return;
        mine.SavedAt = now;
        if (board.Version == mine.SavedVersion && mine.ETag is not null)
        {
            await store.MarkAsync(space.Name, board, cancellation);
            mine.NotedVersion = board.Version;
            return;
        }

        mine.ETag = await store.SaveAsync(space.Name, board, mine.ETag, cancellation);
        // Somebody else was faster: without an ETag theirs is loaded next time. Both have counted the same grants.
        if (mine.ETag is not null) (mine.SavedVersion, mine.NotedVersion) = (board.Version, board.Version);
    }

    private Held Hold(string space)
    {
        if (held.TryGetValue(space, out var mine)) return mine;
        if (held.Count >= HeldMax && held.MinBy(each => each.Value.Board?.AsOf ?? DateTimeOffset.MinValue) is { Key: { } oldest })
            held.TryRemove(oldest, out _);
        return held.GetOrAdd(space, _ => new Held());
    }

    private static BoardDays DaysOf(Space space) => BoardDays.Of(space.Config.Epochs);

    private sealed class Held
    {
        public SemaphoreSlim Gate { get; } = new(1);
        public Board? Board { get; set; }
        public ETag? ETag { get; set; }

        /// <summary>The version of the blob as we last read or wrote it.</summary>
        public long SavedVersion { get; set; }

        /// <summary>The version that the row said then; another one means that somebody has stored a newer blob.</summary>
        public long? NotedVersion { get; set; }
        public DateTimeOffset SavedAt { get; set; }
    }
}
