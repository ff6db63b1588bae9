using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Spaces;

/// <summary>All spaces and their configurations: one row a space, and one for each version its configuration ever had.</summary>
/// <remarks>Table <c>spaces</c>: partition <c>spaces</c> holds the spaces by name; partition <c>config~{space}</c> their
/// versions.</remarks>
public sealed class SpaceDirectory(StorageService storage, TimeProvider time, SpaceSecrets? secrets = null)
{
    /// <summary>Shards of a new space: 16 partitions take 32 000 rows a second (2 000 each is what Table Storage aims at).</summary>
    public const int ShardsDefault = 16;

    /// <summary>A request may see a configuration this old. Epochs read afresh.</summary>
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(2);

    private const string Partition = "spaces";
    private readonly SpaceSecrets secrets = secrets ?? new SpaceSecrets();
    private readonly Table table = storage.For("spaces").Table("spaces");
    private readonly ConcurrentDictionary<string, (Space Space, DateTimeOffset Until)> cache = new();

    /// <summary>The space of that name, or <see langword="null"/>.</summary>
    /// <param name="name">The name; any text.</param>
    /// <param name="fresh">Read it now instead of taking a copy that may be two seconds old.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Space?> FindAsync(string name, bool fresh, CancellationToken cancellation)
    {
        if (!SpaceName.IsValid(name)) return null;
        var now = time.GetUtcNow();
        if (!fresh && cache.TryGetValue(name, out var known) && now < known.Until) return known.Space;
        var row = await table.FindAsync(Partition, name, cancellation);
        return row is null ? null : Remember(Read(row));
    }

    /// <summary>Every space, by name.</summary>
    public async IAsyncEnumerable<Space> ListAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(Partition), cancellation)) yield return Read(row);
    }

    /// <summary>
    /// Does something for every space, several at once and each by itself: whatever one fails with, its row that cannot be read included,
    /// the others have their turn. So timers go over spaces.
    /// </summary>
    /// <exception cref="AggregateException">It failed for some, after all had their turn; each is in the log by name.</exception>
    public async Task ForEachAsync(int atOnceMax, ILogger log, Func<Space, CancellationToken, Task> act, CancellationToken cancellation)
    {
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(
            table.QueryAsync(Filters.Partition(Partition), cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = atOnceMax, CancellationToken = cancellation },
            async (row, token) =>
            {
                try
                {
                    await act(Read(row), token);
                }
                catch (Exception fault) when (!token.IsCancellationRequested)
                {
                    log.LogError(fault, "{Space}: what is due could not be done; the other spaces have their turn", row.RowKey);
                    faults.Enqueue(fault);
                }
            });
        if (!faults.IsEmpty) throw new AggregateException($"It failed for {faults.Count} spaces; the log names them.", faults);
    }

    /// <summary>Makes a space; the one that is there already if there is one of that name.</summary>
    public async Task<(Space Space, bool Created)> CreateAsync(string name, int shards, SpaceConfig config, CancellationToken cancellation)
    {
        var space = new Space(name, shards, time.GetUtcNow(), 1, config, default);
        var etag = await table.TryWriteAsync(Row(space), null, cancellation);
        space = etag is { } made ? space with { ETag = made } : Read((await table.FindAsync(Partition, name, cancellation))!);
        await KeepVersionAsync(space, cancellation);
        return (Remember(space), etag is not null);
    }

    /// <summary>Gives a space another configuration.</summary>
    /// <returns>The space as it is now, or <see langword="null"/> when it changed since <paramref name="space"/> was read.</returns>
    public async Task<Space?> ConfigureAsync(Space space, SpaceConfig config, CancellationToken cancellation)
    {
        var next = space.With(config, time.GetUtcNow());
        cache.TryRemove(space.Name, out _);
        await KeepVersionAsync(space, cancellation);
        if (await table.TryWriteAsync(Row(next), space.ETag, cancellation) is not { } etag) return null;
        await KeepVersionAsync(next, cancellation);
        return Remember(next with { ETag = etag });
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
    /// <exception cref="InvalidDataException">The space is gone.</exception>
    public async Task<Space> FixDecimalsAsync(Space space, Func<SpaceConfig, int> decimalsOf, CancellationToken cancellation) =>
        space.FixedDecimals is not null ? space
        : await table.Contention.UntilDoneAsync($"The space {space.Name}", async () =>
        {
            var now = await FindAsync(space.Name, fresh: true, cancellation)
                ?? throw new InvalidDataException($"The space {space.Name} is gone.");
            if (now.FixedDecimals is not null) return (true, now);
            var wanted = now with { FixedDecimals = decimalsOf(now.Config) };
            var etag = await table.TryWriteAsync(Row(wanted), now.ETag, cancellation);
            return (etag is not null, etag is { } written ? Remember(wanted with { ETag = written }) : now);
        }, cancellation);

    /// <summary>Whether a configuration fits the row of its space.</summary>
    public bool Holds(string name, SpaceConfig config) => Text(name, config).Length <= ConfigForm.CharactersMax;

    /// <summary>
    /// Versions are kept for people who ask later what applied; epochs carry a copy of their own. The space's row decides what a version
    /// is, so it is written first; where that was cut off, the next change or the next try makes up for it before the row moves on.
    /// </summary>
    private Task<ETag> KeepVersionAsync(Space space, CancellationToken cancellation) =>
        table.UpsertAsync(
            new TableEntity($"config~{space.Name}", $"{space.ConfigVersion:D9}")
                .SetText("Config", JsonSerializer.Serialize(space.Config.WithoutSecrets(), SpaceJson.Default.SpaceConfig)),
            cancellation);

    private TableEntity Row(Space space)
    {
        var row = new TableEntity(Partition, space.Name)
        {
            ["Format"] = 1,
            ["Shards"] = space.Shards,
            ["CreatedAt"] = space.CreatedAt,
            ["ConfigVersion"] = space.ConfigVersion,
        };
        if (space.FixedDecimals is { } decimals) row["FixedDecimals"] = decimals;
        if (space.OffSince is { } off) row["OffSince"] = off;
        if (space.Pauses.Count > 0) row["Pauses"] = JsonSerializer.Serialize(space.Pauses, SpaceJson.Default.IReadOnlyListPause);
        return row.SetText("Config", Text(space.Name, space.Config));
    }

    private string Text(string name, SpaceConfig config) =>
        JsonSerializer.Serialize(secrets.Seal(name, config), SpaceJson.Default.SpaceConfig);

    private Space Read(TableEntity row) => new(
        row.RowKey, row.Required<int>("Shards"), row.Required<DateTimeOffset>("CreatedAt"), row.Required<int>("ConfigVersion"),
        secrets.Open(row.RowKey, JsonSerializer.Deserialize(row.Text("Config"), SpaceJson.Default.SpaceConfig)!), row.ETag)
    {
        FixedDecimals = row.GetInt32("FixedDecimals"),
        OffSince = row.GetDateTimeOffset("OffSince"),
        Pauses = row.GetString("Pauses") is { } pauses ? JsonSerializer.Deserialize(pauses, SpaceJson.Default.IReadOnlyListPause)! : [],
    };

    private Space Remember(Space space)
    {
        cache[space.Name] = (space, time.GetUtcNow() + CacheTime);
        return space;
    }
}
