using Grain.Functions.Ledgers.Identities;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// The activity at one place as it was at a line of its log. Everything of it changes together with the log: so whatever was read while the
/// log grew is read again for those whose lines were added, until a look finds none. What was moved to a shard stays at home as it was.
/// </summary>
internal sealed class ActivityTaken(ActivityStore store, ActivityPlace place)
{
    /// <summary>A look takes some milliseconds; few are enough where there are pauses between two writers at all.</summary>
    private const int LooksMax = 1_000;

    private readonly string partition = place.Partition;
    private readonly ActivityPartition rows = store.At(place);
    private readonly Dictionary<string, TableEntity> later = new(StringComparer.Ordinal);
    private End cut = End.None;

    /// <summary>What stands in place of rows that were read too early, or too late: then without properties.</summary>
    public IReadOnlyCollection<TableEntity> Later => later.Values;

    /// <summary>
    /// Reads accounts, days and settings, then settles where the log is cut, and reads the log and the used keys up to there.
    /// </summary>
    public async IAsyncEnumerable<TableEntity> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        cut = await EndAsync(cancellation);
        foreach (var range in new[] { "h~", "q~", "x~" })
            await foreach (var row in store.Table.QueryAsync(Filters.Prefix(partition, range), cancellation)) yield return row;
        await SettleAsync(cancellation);

        for (var number = 1L; number < cut.Pages; number++)
            yield return await store.Table.FindAsync(partition, ActivityKeys.Page(number), cancellation)
                ?? throw new CommandException($"page {number} of the log of the activity is gone; ./grain verify says more");
        if (cut.Pages > 0) yield return ActivityRows.Page(partition, cut.Pages, cut.LastLines);

        await foreach (var row in store.Table.QueryAsync(Filters.Prefix(partition, ActivityKeys.UsedKeyPrefix), cancellation))
            yield return row;
        await foreach (var record in ReadAsync(cut, await EndAsync(cancellation), cancellation))
            if (ActivityKinds.Sent.Contains(record.Fact.Kind))
                Put(new TableEntity(partition, ActivityKeys.UsedKey(record.Fact.Kind, record.Fact.Id)));
    }

    /// <summary>Reads again what moved, until nothing has moved since it was read.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var (now, found) = await LookAsync(moved, cancellation);
            foreach (var row in found) Put(row);
            var since = await FindMovedAsync(now, cancellation);
            // What was read in this look is as of its end.
            since.ExceptWith(moved);
            (cut, moved) = (now, since);
        }
        while (moved.Count > 0);
    }

    /// <summary>The keys of rows that have changed with the log between the cut and a later end of it.</summary>
    private async Task<HashSet<string>> FindMovedAsync(End now, CancellationToken cancellation)
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        if (now.Version != cut.Version) moved.UnionWith([ActivityKeys.Account(ActivityAccount.OfSpace), ActivityKeys.Hidden]);
        foreach (var (person, _) in now.Hidden.Except(cut.Hidden).Concat(cut.Hidden.Except(now.Hidden)))
            moved.Add(ActivityKeys.Account(person));
        await foreach (var record in ReadAsync(cut, now, cancellation))
        {
            moved.Add(ActivityKeys.Account(record.Fact.Caller));
            if (record.RolledUpOn is not { } day) continue;
            moved.Add(ActivityKeys.Quarter(record.Fact.Caller, ActivityKeys.QuarterOf(day)));
            moved.Add(ActivityKeys.Quarter(ActivityAccount.OfSpace, ActivityKeys.QuarterOf(day)));
        }

        return moved;
    }

    private void Put(TableEntity row) => later[row.RowKey] = row;

    private async Task<End> EndAsync(CancellationToken cancellation) => (await LookAsync([], cancellation)).End;

    /// <summary>
    /// Where the log ends, and rows as they are then: all of it lies between two readings of the space's account, which moves with every
    /// line, and which has not moved.
    /// </summary>
    private async Task<(End End, IReadOnlyList<TableEntity> Rows)> LookAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        var before = await rows.ReadAccountAsync(ActivityAccount.OfSpace, cancellation);
        for (var looks = 1; looks <= LooksMax; looks++)
        {
            var hidden = store.Table.FindAsync(partition, ActivityKeys.Hidden, cancellation);
            var page = rows.ReadPageAsync(before.Account.Pages, cancellation);
            var found = await Task.WhenAll(keys.Select(key => store.Table.FindAsync(partition, key, cancellation)));
            var end = new End(before.Account.Pages, (await page).Lines, (before.Version, (await hidden)?.ETag), await hidden);
            var after = await rows.ReadAccountAsync(ActivityAccount.OfSpace, cancellation);
            if (after.Version == before.Version) return (end, [.. found.OfType<TableEntity>()]);
            before = after;
        }

        throw new CommandException("the activity is written to without a pause; try again when there is less of it");
    }

    /// <summary>The lines after one end up to another.</summary>
    private async IAsyncEnumerable<ActivityRecord> ReadAsync(
        End from, End to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var number = Math.Max(from.Pages, 1); number <= to.Pages; number++)
        {
            var lines = number == to.Pages ? to.LastLines : (await rows.ReadPageAsync(number, cancellation)).Lines;
            foreach (var line in lines.Skip(number == from.Pages ? from.LastLines.Count : 0)) yield return ActivityRecord.Parse(line);
        }
    }

    /// <param name="Pages">How many pages the log has.</param>
    /// <param name="LastLines">The lines of the last of them.</param>
    /// <param name="Version">Of the space's account, and of the list of people who hide.</param>
    /// <param name="HiddenRow">That list.</param>
    private sealed record End(long Pages, IReadOnlyList<string> LastLines, (ETag?, ETag?) Version, TableEntity? HiddenRow)
    {
        public static End None { get; } = new(0, [], default, null);

        public IEnumerable<KeyValuePair<string, Privacy>> Hidden => HiddenPeople.Read(HiddenRow).People;
    }
}
