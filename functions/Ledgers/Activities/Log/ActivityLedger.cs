using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// The append-only log of what people do, with its totals, days and unlocks. What arrives for a place while a write is under way goes out
/// together in the next one.
/// </summary>
internal sealed class ActivityLedger(
    StorageService storage, TimeProvider time, PeopleVault? vault = null, StorageFormats? formats = null)
{
    /// <summary>Calls written together. Each may have many items; a call alone waits for nobody.</summary>
    private const int CallsAtOnceMax = 32;

    private readonly ConcurrentDictionary<ActivityPlace, Lane> lanes = new();

    /// <summary>Where it is kept.</summary>
    public ActivityStore Store { get; } = new(storage, formats);

    /// <summary>How callers are spelled.</summary>
    public AccountSpelling Spelling { get; } =
        new(storage, new RegisterStore(storage, time), vault ?? new(storage, new SpaceSecrets(), time));

    /// <summary>
    /// Counts facts: each once, whatever is delivered twice, out of order, at once or again after a crash. One outcome each, in order.
    /// </summary>
    /// <param name="space">The space.</param>
    /// <param name="facts">The facts.</param>
    /// <param name="maybeSeen">They may have been sent before: duplicates are then cheap to find.</param>
    /// <param name="cancellation">Stops waiting; the facts may still be written.</param>
    /// <exception cref="Azure.RequestFailedException">Storage failed; send the same facts again.</exception>
    public async Task<IReadOnlyList<ActivityOutcome>> AppendAsync(
        Space space, IReadOnlyList<ActivityFact> facts, bool maybeSeen, CancellationToken cancellation)
    {
        var spelled = new List<ActivityFact>(facts.Count);
        foreach (var fact in facts) spelled.Add(await SpelledAsync(space.Journal, fact, cancellation));
        var items = spelled.Select(fact => new ActivityItem(fact.Caller, fact) { MaybeSeen = maybeSeen }).ToArray();
        await WriteAsync(space, items, cancellation);
        foreach (var item in items) Measures.Facts.Count(WordOf(item.Outcome!.Value));
        return [.. items.Select(item => item.Outcome!.Value)];
    }

    private static string WordOf(ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.Counted or ActivityOutcome.CountedLate => "appended",
        ActivityOutcome.SeenBefore => "duplicate",
        ActivityOutcome.ConflictsWithEarlier => "conflict",
        _ => "refused",
    };

    /// <summary>The fact under the id of its caller; in a sealed space without words that could be read.</summary>
    private async Task<ActivityFact> SpelledAsync(JournalSpace space, ActivityFact fact, CancellationToken cancellation)
    {
        var caller = await Spelling.WriterAsync(space, fact.Caller, false, cancellation);
        if (!space.IsSealed) return fact with { Caller = caller };
        var vault = Spelling.Vault;
        return fact with
        {
            Caller = caller,
            Id = Opaque.Fact + await vault.HashAsync(space.Name, "fact", $"{fact.Kind}\n{fact.Id}", cancellation),
            Name = await WordAsync(fact.Name),
            Model = await WordAsync(fact.Model),
            Status = fact.IsError ? fact.Status : await WordAsync(fact.Status),
        };

        async Task<string?> WordAsync(string? word) =>
            word is null ? null : await vault.SealAsync(space.Name, [caller], word, cancellation);
    }

    /// <summary>Counts items, whatever they come from.</summary>
    public async Task WriteAsync(Space space, IReadOnlyList<ActivityItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        var layout = await Store.Layouts.OpenAsync(space, cancellation);
        try
        {
            await WriteAsync(space, layout, items, cancellation);
        }
        catch (ActivityMovedException) when (!layout.IsSharded)
        {
            await WriteAsync(space, await Store.Layouts.LookAsync(space.Name, cancellation), items, cancellation);
        }
    }

    /// <summary>Unlocks what a space has reached where no place has all of it: whoever has added it up tells it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="whole">Its account, added up.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task UnlockTogetherAsync(Space space, ActivityAccount whole, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!(await Store.Layouts.FindAsync(space.Name, cancellation)).IsSharded) return;
        var today = PersonalCalendar.DayOf(now, space.Config.Epochs.TimeZone);
        var stats = whole.StatsOf(today, space.Config.Activity.Streaks);
        if (whole.Totals.Events == 0 || space.Config.Activity.Catalogue.All(each =>
            whole.Unlocks.ContainsKey(each.Id) || !each.IsReached(stats))) return;
        // Nobody saw it when it was reached: it was on the last day on which anything happened.
        var last = whole.Days.Last ?? today.DayNumber;
        var reached = (stats, last < today.DayNumber ? PersonalCalendar.MomentOf(last) : now);
        await WriteAsync(space, [new ActivityItem(ActivityAccount.OfSpace, null) { Together = reached }], cancellation);
    }

    private async Task WriteAsync(Space space, ActivityLayout layout, IReadOnlyList<ActivityItem> items, CancellationToken cancellation)
    {
        if (layout.IsSharded && items.Any(item => item.UsedKey is not null))
            await new ActivityIds(Store).ReserveAsync(
                layout, items, await Store.OptedOutAsync(space, Spelling.Registers, cancellation), cancellation);
        await Task.WhenAll(items.Where(item => item.Outcome is null).GroupBy(item => layout.PlaceOf(item.Caller)).Select(here =>
            lanes.GetOrAdd(here.Key, place => new Lane(Store, Spelling.Registers, time, place)).Commits
                .WriteAsync((space, [.. here]), cancellation)));
    }

    private sealed class Lane
    {
        public Lane(ActivityStore store, RegisterStore registers, TimeProvider time, ActivityPlace place)
        {
            var cache = new ActivityCache(store, place);
            Commits = new(CallsAtOnceMax, async calls =>
            {
                // After a failure each call is written alone, and those at once; the cache belongs to one at a time.
                await Turn.WaitAsync();
                try
                {
                    await new ActivityCommit(store, registers, cache, time, calls[^1].Space, [.. calls.SelectMany(call => call.Items)])
                        .RunAsync(CancellationToken.None);
                }
                catch
                {
                    cache.Clear();
                    throw;
                }
                finally
                {
                    Turn.Release();
                }

                return [.. calls.Select(_ => true)];
            });
        }

        public GroupCommit<(Space Space, IReadOnlyList<ActivityItem> Items), bool> Commits { get; }

        private SemaphoreSlim Turn { get; } = new(1);
    }
}
