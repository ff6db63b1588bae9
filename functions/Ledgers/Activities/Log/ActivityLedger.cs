using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// The append-only log of what people do, with its totals, days and unlocks. What arrives for a space while a write is under way goes out
/// together in the next one.
/// </summary>
internal sealed class ActivityLedger(StorageService storage, TimeProvider time, PeopleVault? vault = null)
{
    /// <summary>Calls written together. Each may have many items; a call alone waits for nobody.</summary>
    private const int CallsAtOnceMax = 32;

    private readonly ConcurrentDictionary<string, Lane> lanes = new(StringComparer.Ordinal);

    /// <summary>Where it is kept.</summary>
    public ActivityStore Store { get; } = new(storage);

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
    public Task WriteAsync(Space space, IReadOnlyList<ActivityItem> items, CancellationToken cancellation) => items.Count == 0
        ? Task.CompletedTask
        : lanes.GetOrAdd(space.Name, name => new Lane(Store, Spelling.Registers, time, name)).Commits.WriteAsync((space, items),
            cancellation);

    private sealed class Lane
    {
        public Lane(ActivityStore store, RegisterStore registers, TimeProvider time, string space)
        {
            var cache = new ActivityCache(store, space);
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
