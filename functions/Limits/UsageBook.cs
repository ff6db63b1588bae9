using Azure;
using Azure.Data.Tables;
using Grain.Functions.Hosting.Telemetry;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Limits;

/// <summary>
/// What spaces use and may use: table <c>usage</c>, a partition a space, a row a day with each process's part, and the row <c>limits</c>
/// that owners write. Requests are counted in memory. A process says what it had after so many of them, or a quarter of an hour, and then
/// hears of the others.
/// </summary>
public sealed class UsageBook
{
    /// <summary>What a process may have before it says so.</summary>
    internal static readonly UsedCounts UnsaidMax = new(100, 1_000, 1_000, 500);

    /// <summary>How long it may keep anything to itself.</summary>
    internal static readonly TimeSpan UnsaidAge = TimeSpan.FromMinutes(15);

    /// <summary>How often it looks whether a limit that is reached still holds.</summary>
    internal static readonly TimeSpan LookAge = TimeSpan.FromSeconds(30);

    private const string LimitsRow = "limits";
    private const int SpacesMax = 10_000;
    private static readonly AsyncLocal<Tally?> Ambient = new();

    private readonly ConcurrentDictionary<string, Tally> tallies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> looking = new(StringComparer.Ordinal);
    private readonly string process = RandomId.New(6);
    private readonly Table table;
    private readonly Table spaces;
    private readonly AccountBook accounts;
    private readonly TimeProvider time;
    private readonly LimitOptions settings;
    private readonly ILogger<UsageBook> log;

    /// <summary>Opens the book. Nothing is read or written.</summary>
    public UsageBook(StorageService storage, TimeProvider time, IOptions<LimitOptions> settings, ILogger<UsageBook> log,
        AccountCount? counting = null)
    {
        (table, spaces, this.time, this.settings, this.log) =
            (storage.For("usage").Table("usage"), storage.For("usage").Table("spaces"), time, settings.Value, log);
        accounts = new AccountBook(table, counting, time);
    }

    /// <summary>The space that the work at hand is for; absent if it is for none.</summary>
    internal static Tally? Current => Ambient.Value;

    /// <summary>Says that what is called from here on is for a space.</summary>
    internal static void Enter(Tally? tally)
    {
        Ambient.Value = tally;
        StorageBill.SendTo(tally is null ? null : tally.CountOperation);
    }

    /// <summary>What this process knows of a space that it has served lately; <see langword="null"/> if it has not.</summary>
    internal Tally? Known(string? space) => space is not null && tallies.TryGetValue(space, out var tally) ? tally : null;

    /// <summary>What a space uses; <see langword="null"/> of what cannot be the name of one.</summary>
    internal async ValueTask<Tally?> OfAsync(string? space, CancellationToken cancellation)
    {
        if (space is not { Length: > 0 and <= 100 } || !space.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) return null;
        if (tallies.Count >= SpacesMax && !tallies.ContainsKey(space)) tallies.Clear();
        var tally = tallies.GetOrAdd(space, name => new Tally(name, time) { Limits = SpaceLimits.None.Or(settings) });
        // Others go on meanwhile with what is known.
        if (IsDue(tally) && looking.TryAdd(space, true))
        {
            var (before, payer) = (Ambient.Value, tally);
            try
            {
                Enter(payer);
                await SayAsync(tally, cancellation);
            }
            catch (RequestFailedException fault)
            {
                log.LogWarning(LogEvents.UsageNotTold,
                    "{Space}: what is used could not be told to the other processes: {Fault}", space, fault.Message);
            }
            finally
            {
                tally.LookedAt = time.GetUtcNow();
                looking.TryRemove(space, out _);
                Enter(before);
            }
        }

        return tally;
    }

    /// <summary>The limits that owners set for a space.</summary>
    internal async Task<SpaceLimits> ReadLimitsAsync(string space, CancellationToken cancellation) =>
        await table.FindAsync(space, LimitsRow, cancellation) is { } row
            ? JsonSerializer.Deserialize(row.Text("Limits"), LimitsJson.Default.SpaceLimits)! : SpaceLimits.None;

    /// <summary>How many accounts a space has, as far as it was said.</summary>
    internal async Task<long> CountAccountsAsync(Tally tally, CancellationToken cancellation)
    {
        await accounts.SayAsync(tally.Space, tally.Accounts, asked: true, cancellation);
        return tally.Accounts.Count;
    }

    /// <summary>Sets them.</summary>
    internal async Task SetLimitsAsync(string space, SpaceLimits limits, CancellationToken cancellation)
    {
        await table.UpsertAsync(new TableEntity(space, LimitsRow) { ["Format"] = 1 }
            .SetText("Limits", JsonSerializer.Serialize(limits, LimitsJson.Default.SpaceLimits)), cancellation);
        if (Known(space) is { } tally) tally.Limits = limits.Or(settings);
    }

    /// <summary>What a space used, a day each, the newest first; today with what this process has not said yet.</summary>
    internal async Task<IReadOnlyList<(DateOnly Day, UsedCounts Counts)>> ReadDaysAsync(Tally tally, int days,
        CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var range = Filters.Range(tally.Space, RowOf(today.AddDays(1 - days)), RowOf(today.AddDays(1)));
        var found = new Dictionary<DateOnly, UsedCounts>();
        await foreach (var row in table.QueryAsync(range, cancellation))
            found[DateOnly.ParseExact(row.RowKey, "yyyy-MM-dd", CultureInfo.InvariantCulture)] =
                SharesOf(row).Where(share => share.Key != process).Aggregate(UsedCounts.None, (sum, share) => sum + share.Value.Counts);
        foreach (var (day, counts) in tally.Days) found[day] = found.GetValueOrDefault(day, UsedCounts.None) + counts;
        return [.. found.OrderByDescending(each => each.Key).Select(each => (each.Key, each.Value))];
    }

    /// <summary>Deletes what is older than a day.</summary>
    internal Task<int> SweepAsync(string space, DateOnly before, int most, CancellationToken cancellation) =>
        table.SweepAsync(Filters.Range(space, "0", RowOf(before)), most, cancellation);

    private bool IsDue(Tally tally)
    {
        if (tally.LookedAt is not { } looked) return true;
        var (now, own, said) = (time.GetUtcNow(), tally.Own, tally.Said);
        if (now - looked < LookAge) return false;
        return tally.Capped() is not null || now - looked >= UnsaidAge || own.Requests - said.Requests >= UnsaidMax.Requests
            || own.Operations - said.Operations >= UnsaidMax.Operations || own.Grants - said.Grants >= UnsaidMax.Grants
            || AccountBook.IsDue(tally.Accounts);
    }

    private async Task SayAsync(Tally tally, CancellationToken cancellation)
    {
        tally.Limits = (await ReadLimitsAsync(tally.Space, cancellation)).Or(settings);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var isThere = await IsThereAsync(tally.Space, cancellation);
        if (isThere) await accounts.SayAsync(tally.Space, tally.Accounts, asked: false, cancellation);
        foreach (var (day, counts) in tally.Days)
        {
            if (isThere && (day < today || counts.Requests + counts.Grants > 0 || counts.Operations > UnsaidMax.Operations / 10))
                await WriteAsync(tally, day, cancellation);
            if (day < today) tally.Forget(day);
        }

        var shares = await table.FindAsync(tally.Space, RowOf(today), cancellation) is { } row ? SharesOf(row) : [];
        shares.Remove(process);
        tally.Take(shares.Values.Aggregate(UsedCounts.None, (sum, share) => sum + share.Counts));
        tally.Processes = 1 + shares.Values.Count(share => time.GetUtcNow() - share.SeenAt < UnsaidAge * 2);
    }

    /// <summary>
    /// Of a name that no space has, or none any more, nothing is kept: it would stand in the way of one that is restored.
    /// </summary>
    private async Task<bool> IsThereAsync(string space, CancellationToken cancellation) =>
        await spaces.FindAsync("spaces", space, ["DeletedAt"], cancellation) is { } row && row.GetDateTimeOffset("DeletedAt") is null;

    private Task<bool> WriteAsync(Tally tally, DateOnly day, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync($"The usage of {tally.Space}", async () =>
        {
            var row = await table.FindAsync(tally.Space, RowOf(day), cancellation);
            var shares = row is null ? [] : SharesOf(row);
            var counts = tally.Days.FirstOrDefault(each => each.Key == day).Value ?? UsedCounts.None;
            shares[process] = new UsageShare(counts, time.GetUtcNow());
            Fold(shares);
            var written = await table.TryWriteAsync(new TableEntity(tally.Space, RowOf(day)) { ["Format"] = 1 }
                .SetText("Shares", JsonSerializer.Serialize(shares, LimitsJson.Default.DictionaryStringUsageShare)), row?.ETag,
                cancellation);
            if (written is not null) tally.Said = counts;
            return (written is not null, true);
        }, cancellation);

    /// <summary>Processes come and go: those that have said nothing for hours are put together.</summary>
    private void Fold(Dictionary<string, UsageShare> shares)
    {
        var before = time.GetUtcNow() - (UnsaidAge * 16);
        foreach (var (name, share) in shares.Where(each => each.Key.Length > 0 && each.Key != process && each.Value.SeenAt < before)
            .ToList())
        {
            shares.Remove(name);
            var folded = shares.GetValueOrDefault("")?.Counts ?? UsedCounts.None;
            shares[""] = new UsageShare(folded + share.Counts, DateTimeOffset.UnixEpoch);
        }
    }

    private static Dictionary<string, UsageShare> SharesOf(TableEntity row) =>
        JsonSerializer.Deserialize(row.Text("Shares"), LimitsJson.Default.DictionaryStringUsageShare)!;

    private static string RowOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
