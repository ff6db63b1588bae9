using Azure;
using Azure.Data.Tables;
using Grain.Functions.Limits;

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

    private const string Partition = SpaceRows.Partition;
    private readonly SpaceRows rows = new(secrets ?? new SpaceSecrets(), storage.Format);
    private readonly Table table = storage.For("spaces").Table("spaces");
    private readonly ConcurrentDictionary<string, (Space Space, DateTimeOffset Until)> cache = new();

    /// <summary>The spaces as people are shown them.</summary>
    internal SpaceListing Listing => new(table, rows);

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

    /// <summary>Every space that is not deleted, by name.</summary>
    public async IAsyncEnumerable<Space> ListAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(Partition), cancellation))
            if (SpaceRows.StateOf(row) is SpaceState.Active or SpaceState.Archived) yield return rows.Read(row);
    }

    /// <summary>
    /// Does something for every active space, several at once and each by itself: whatever one fails with, its row that cannot be read
    /// included, the others have their turn. So timers go over spaces.
    /// </summary>
    /// <exception cref="AggregateException">It failed for some, after all had their turn; each is in the log by name.</exception>
    public Task ForEachAsync(int atOnceMax, ILogger log, Func<Space, CancellationToken, Task> act, CancellationToken cancellation) =>
        ForEachAsync(SpaceState.Active, atOnceMax, log, act, cancellation);

    /// <summary>The same for every space in a state.</summary>
    internal Task ForEachAsync(
        SpaceState state, int atOnceMax, ILogger log, Func<Space, CancellationToken, Task> act, CancellationToken cancellation) =>
        new SpacesInTurn(table, rows, usage).RunAsync(state, atOnceMax, log, act, cancellation);

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
