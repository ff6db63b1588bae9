using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Finds out where the activity of spaces lies, and moves it. The row of the space's account at home says it: whoever does not know the new
/// format of that row can write nothing there any more, since every fact is written together with it. A caller's row is marked in the same
/// way before it goes on in its shard, so that nothing is changed at home that would be missing there.
/// </summary>
internal sealed class ActivityLayouts(Table table, StorageFormats? formats)
{
    private const string Shards = "Shards";
    private const string HasBefore = "HasBefore";

    /// <summary>Of those that were moved; they stay so.</summary>
    private readonly ConcurrentDictionary<string, ActivityLayout> known = new(StringComparer.Ordinal);

    /// <summary>Where it lies. As long as no space is moved nothing is read.</summary>
    public async Task<ActivityLayout> FindAsync(string space, CancellationToken cancellation) =>
        known.TryGetValue(space, out var layout) ? layout
        : await IsInForceAsync(cancellation) ? await LookAsync(space, cancellation) : ActivityLayout.Plain(space);

    /// <summary>The same, read now.</summary>
    public async Task<ActivityLayout> LookAsync(string space, CancellationToken cancellation) => Remember(space, await table.FindAsync(
        space, ActivityKeys.Account(ActivityAccount.OfSpace), [StoredKinds.Column, Shards, HasBefore], cancellation));

    /// <summary>Where it is written: moves the space if it is to be spread, and is not yet.</summary>
    public async Task<ActivityLayout> OpenAsync(Space space, CancellationToken cancellation)
    {
        if (known.TryGetValue(space.Name, out var layout)) return layout;
        if (!await IsInForceAsync(cancellation)) return ActivityLayout.Plain(space.Name);
        return await table.Contention.UntilDoneAsync($"The activity of {space.Name}", async () =>
        {
            var row = await table.FindAsync(space.Name, ActivityKeys.Account(ActivityAccount.OfSpace), cancellation);
            if (Remember(space.Name, row) is { IsSharded: true } found) return (true, found);
            var stored = ActivityRows.ReadAccount(row);
            var moved = new ActivityLayout(space.Name, space.Shards,
                row is not null || await HasAccountsAsync(space.Name, cancellation));
            var written = await table.TryWriteAsync(
                ActivityRows.Account(moved.Home, ActivityAccount.OfSpace, stored.Account), row?.ETag, cancellation);
            return (written is not null, written is null ? moved : known[space.Name] = moved);
        }, cancellation);
    }

    /// <summary>An account as it goes on at a place: one from before is brought there.</summary>
    /// <exception cref="ActivityMovedException">It goes on elsewhere.</exception>
    public async Task<StoredAccount> OpenAccountAsync(ActivityPlace place, string caller, CancellationToken cancellation)
    {
        var stored = ActivityRows.ReadAccount(await table.FindAsync(place.Partition, ActivityKeys.Account(caller), cancellation));
        if (!place.Layout.IsSharded) return !stored.IsMoved ? stored : throw new ActivityMovedException();
        return stored.Version is not null || !place.MayHaveBefore(caller) ? stored
            : new StoredAccount(await MarkAsync(place.Layout, caller, cancellation), null);
    }

    /// <summary>Marks a caller's row at home, one that is missing too; from then on it does not change.</summary>
    private Task<ActivityAccount> MarkAsync(ActivityLayout layout, string caller, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync($"The activity of {caller}", async () =>
        {
            var row = await table.FindAsync(layout.Space, ActivityKeys.Account(caller), cancellation);
            var stored = ActivityRows.ReadAccount(row);
            return (stored.IsMoved || await table.TryWriteAsync(ActivityRows.Account(layout.Home, caller, stored.Account), row?.ETag,
                cancellation) is not null, stored.Account);
        }, cancellation);

    /// <summary>What the row of a space's account says beside the account.</summary>
    public static void Put(TableEntity row, ActivityLayout layout) => (row[Shards], row[HasBefore]) = (layout.Shards, layout.HasBefore);

    private async Task<bool> IsInForceAsync(CancellationToken cancellation) =>
        formats is not null && await formats.InForceAsync(cancellation) >= ActivityLayout.Since;

    private async Task<bool> HasAccountsAsync(string space, CancellationToken cancellation) =>
        await table.QueryAsync(Filters.Range(space, ActivityKeys.FirstAccount, ActivityKeys.AccountsEnd), [], 1, cancellation)
            .AnyAsync(cancellation);

    private ActivityLayout Remember(string space, TableEntity? row) => row?.GetInt32(Shards) is { } shards
        ? known[space] = new ActivityLayout(space, shards, row.GetBoolean(HasBefore) ?? true) : ActivityLayout.Plain(space);
}
