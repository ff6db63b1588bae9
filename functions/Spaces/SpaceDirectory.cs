using Azure;
using Azure.Data.Tables;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Limits;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Spaces;

/// <summary>All spaces and their configurations: one row a space, and one for each version its configuration ever had.</summary>
/// <remarks>Table <c>spaces</c>: partition <c>spaces</c> holds the spaces by name; partition <c>config~{space}</c> their
/// versions.</remarks>
public sealed class SpaceDirectory(StorageService storage, TimeProvider time, SpaceSecrets? secrets = null, UsageBook? usage = null,
    StorageFormats? formats = null)
{
    /// <summary>Shards of a new space: 16 partitions take 32 000 rows a second (2 000 each is what Table Storage aims at).</summary>
    public const int ShardsDefault = 16;

    /// <summary>A request may see a configuration this old. Epochs read afresh.</summary>
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(2);

    /// <summary>Rows are as large as their configurations: few at once.</summary>
    private const int RowsAtOnceMax = 100;

    private const string Partition = SpaceRows.Partition;
    private readonly SpaceRows rows = new(secrets ?? new SpaceSecrets(), storage.Format);
    private readonly Table table = storage.For("spaces").Table("spaces");
    private readonly ConcurrentDictionary<string, (Space Space, DateTimeOffset Until)> cache = new();

    /// <summary>The space of that name, or <see langword="null"/>; one that was deleted is none.</summary>
    /// <param name="name">The name; any text.</param>
    /// <param name="fresh">Read it now instead of taking a copy that may be two seconds old.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Space?> FindAsync(string name, bool fresh, CancellationToken cancellation) =>
        await LookAsync(name, fresh, cancellation) is { Deletion: null } space ? space : null;

    /// <summary>The same, one that was deleted included. One that is being restored is none yet.</summary>
    internal async Task<Space?> LookAsync(string name, bool fresh, CancellationToken cancellation)
    {
        if (!SpaceName.IsValid(name)) return null;
        var now = time.GetUtcNow();
        if (!fresh && cache.TryGetValue(name, out var known) && now < known.Until) return known.Space;
        var row = await table.FindAsync(Partition, name, cancellation);
        return row is null || SpaceRows.StateOf(row) == SpaceState.Restoring ? null : Remember(rows.Read(row));
    }

    /// <summary>Whether a name is taken, by whatever is or was there.</summary>
    internal async Task<bool> HasRowAsync(string name, CancellationToken cancellation) =>
        await table.FindAsync(Partition, name, ["Format"], cancellation) is not null;

    /// <summary>How many spaces there are that are not deleted.</summary>
    internal async Task<long> CountAsync(CancellationToken cancellation) =>
        await table.QueryAsync(Filters.Partition(Partition), ["DeletedAt"], cancellation: cancellation)
            .LongCountAsync(row => row["DeletedAt"] is null, cancellation);

    /// <summary>Every space that is not deleted, by name.</summary>
    public async IAsyncEnumerable<Space> ListAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(Partition), cancellation))
            if (SpaceRows.StateOf(row) is SpaceState.Active or SpaceState.Archived) yield return rows.Read(row);
    }

    /// <summary>A page of the spaces in some states, by name.</summary>
    /// <param name="after">The name that it follows on; empty from the start.</param>
    /// <param name="limit">How many.</param>
    /// <param name="states">The states.</param>
    /// <param name="names">Only these; all if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The page, and whether more follow.</returns>
    internal async Task<(IReadOnlyList<SpaceSummary> Page, bool More)> ListPageAsync(
        string after, int limit, IReadOnlyCollection<SpaceState> states, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var page = new List<SpaceSummary>();
        if (names is not null)
        {
            foreach (var name in names.Order(StringComparer.Ordinal).Where(name => string.CompareOrdinal(name, after) > 0))
            {
                if (!SpaceName.IsValid(name) || await table.FindAsync(Partition, name, cancellation) is not { } one
                    || !states.Contains(SpaceRows.StateOf(one))) continue;
                if (page.Count == limit) return (page, true);
                page.Add(SpaceSummary.Of(one, rows));
            }

            return (page, false);
        }

        var filter = after.Length == 0 ? Filters.Partition(Partition)
            : $"{Filters.Partition(Partition)} and RowKey gt {Filters.Literal(after)}";
        await foreach (var row in table.QueryAsync(filter, pageSize: Math.Min(limit + 1, RowsAtOnceMax), cancellation: cancellation))
        {
            if (!states.Contains(SpaceRows.StateOf(row))) continue;
            if (page.Count == limit) return (page, true);
            page.Add(SpaceSummary.Of(row, rows));
        }

        return (page, false);
    }

    /// <summary>Spaces that everybody may find, by name; one that cannot be read is none.</summary>
    internal async IAsyncEnumerable<Space> ListListedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(Partition), cancellation))
            if (SpaceRows.StateOf(row) is SpaceState.Active or SpaceState.Archived && IsListed(row, out var space)) yield return space!;
    }

    private bool IsListed(TableEntity row, out Space? space)
    {
        try
        {
            return (space = rows.Read(row)).Config.Visibility == SpaceVisibility.Listed;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or UnknownFormatException)
        {
            space = null;
            return false;
        }
    }

    /// <summary>
    /// Does something for every active space, several at once and each by itself: whatever one fails with, its row that cannot be read
    /// included, the others have their turn. So timers go over spaces.
    /// </summary>
    /// <exception cref="AggregateException">It failed for some, after all had their turn; each is in the log by name.</exception>
    public Task ForEachAsync(int atOnceMax, ILogger log, Func<Space, CancellationToken, Task> act, CancellationToken cancellation) =>
        ForEachAsync(SpaceState.Active, atOnceMax, log, act, cancellation);

    /// <summary>The same for every space in a state.</summary>
    internal async Task ForEachAsync(
        SpaceState state, int atOnceMax, ILogger log, Func<Space, CancellationToken, Task> act, CancellationToken cancellation)
    {
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(
            table.QueryAsync(Filters.Partition(Partition), cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = atOnceMax, CancellationToken = cancellation },
            async (row, token) =>
            {
                if (SpaceRows.StateOf(row) != state) return;
                try
                {
                    if (usage is not null && await usage.OfAsync(row.RowKey, token) is { } tally)
                    {
                        UsageBook.Enter(tally);
                        if (state == SpaceState.Active && tally.Capped() is { } reached)
                        {
                            log.LogInformation(LogEvents.SpaceAtLimit,
                                "{Space}: what is due waits: {Reason}", row.RowKey, reached.Tell(row.RowKey));
                            return;
                        }
                    }

                    await act(rows.Read(row), token);
                }
                catch (Exception fault) when (!token.IsCancellationRequested)
                {
                    log.LogError(LogEvents.SpaceFailed, fault,
                        "{Space}: what is due could not be done; the other spaces have their turn", row.RowKey);
                    faults.Enqueue(fault);
                }
            });
        if (!faults.IsEmpty) throw new AggregateException($"It failed for {faults.Count} spaces; the log names them.", faults);
    }

    /// <summary>Makes a space; the one that is there already if there is one of that name.</summary>
    /// <exception cref="ProblemException">410: one of that name was deleted. What people remember of it must not come to mean another.
    /// 409: one of that name is being restored.</exception>
    public async Task<(Space Space, bool Created)> CreateAsync(
        string name, int shards, SpaceConfig config, CancellationToken cancellation, bool isSealed = false)
    {
        if (formats is not null) await formats.BeginAsync(cancellation);
        var space = new Space(name, shards, time.GetUtcNow(), 1, config, default) { IsSealed = isSealed };
        var etag = await table.TryWriteAsync(rows.Row(space), null, cancellation);
        space = etag is { } made ? space with { ETag = made } : await ReadTakenAsync(name, cancellation);
        await KeepVersionAsync(space, cancellation);
        return (Remember(space), etag is not null);
    }

    private async Task<Space> ReadTakenAsync(string name, CancellationToken cancellation)
    {
        var row = (await table.FindAsync(Partition, name, cancellation))!;
        if (SpaceRows.StateOf(row) == SpaceState.Restoring) throw new ProblemException(Problem.Conflict(
            $"The name '{name}' is taken: a space of that name is being restored from a backup, and opens when it is whole."));
        var space = rows.Read(row);
        space.RefuseIfDeleted();
        return space;
    }

    /// <summary>Gives a space another configuration.</summary>
    /// <returns>The space as it is now, or <see langword="null"/> when it changed since <paramref name="space"/> was read.</returns>
    public Task<Space?> ConfigureAsync(Space space, SpaceConfig config, CancellationToken cancellation) =>
        ConfigureAsync(space, config, archived: null, cancellation);

    /// <summary>The same, and archives it or opens it again.</summary>
    internal async Task<Space?> ConfigureAsync(Space space, SpaceConfig config, bool? archived, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var next = space.With(archived ?? space.ArchivedAt is not null, now).With(config, now);
        await KeepVersionAsync(space, cancellation);
        if (await ReplaceAsync(space, next, cancellation) is not { } written) return null;
        await KeepVersionAsync(next, cancellation);
        return written;
    }

    /// <summary>Writes a space in place of what was read of it.</summary>
    /// <returns>What is written, or <see langword="null"/> when it changed since.</returns>
    internal async Task<Space?> ReplaceAsync(Space read, Space next, CancellationToken cancellation)
    {
        cache.TryRemove(read.Name, out _);
        return await table.TryWriteAsync(rows.Row(next), read.ETag, cancellation) is { } etag ? Remember(next with { ETag = etag }) : null;
    }

    /// <summary>
    /// Fixes in how many decimals grain is counted, before an amount is written that has its meaning from them. The row of the
    /// configuration says so itself, under its ETag: of a change of the decimals and the first amount, at one moment, only one comes
    /// through.
    /// </summary>
    /// <param name="space">The space.</param>
    /// <param name="decimalsOf">What a configuration says.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The space; from here on its decimals are what its configuration says.</returns>
    /// <exception cref="ProblemException">410: the space was deleted meanwhile.</exception>
    public async Task<Space> FixDecimalsAsync(Space space, Func<SpaceConfig, int> decimalsOf, CancellationToken cancellation) =>
        space.FixedDecimals is not null ? space
        : await table.Contention.UntilDoneAsync($"The space {space.Name}", async () =>
        {
            var now = await LookAsync(space.Name, fresh: true, cancellation)
                ?? throw new InvalidDataException($"The row of the space {space.Name} is gone.");
            now.RefuseIfDeleted();
            if (now.FixedDecimals is not null) return (true, now);
            var wanted = now with { FixedDecimals = decimalsOf(now.Config) };
            var written = await ReplaceAsync(now, wanted, cancellation);
            return (written is not null, written ?? now);
        }, cancellation);

    /// <summary>The partition of a space's configurations.</summary>
    internal static string VersionsOf(string space) => $"config~{space}";

    /// <summary>Whether a configuration fits the row of its space.</summary>
    public bool Holds(string name, SpaceConfig config) => rows.Text(name, config).Length <= ConfigForm.CharactersMax;

    /// <summary>
    /// Versions are kept for people who ask later what applied; epochs carry a copy of their own. The space's row decides what a version
    /// is, so it is written first; where that was cut off, the next change or the next try makes up for it before the row moves on.
    /// </summary>
    private Task<ETag> KeepVersionAsync(Space space, CancellationToken cancellation) =>
        table.UpsertAsync(
            new TableEntity(VersionsOf(space.Name), $"{space.ConfigVersion:D9}")
                .SetText("Config", JsonSerializer.Serialize(space.Config.WithoutSecrets(), SpaceJson.Default.SpaceConfig)),
            cancellation);

    private Space Remember(Space space)
    {
        cache[space.Name] = (space, time.GetUtcNow() + CacheTime);
        return space;
    }
}
