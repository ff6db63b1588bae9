namespace Grain.Functions.Audit;

/// <summary>The journals of acts: that of a space, and that of the owners, which is of no space.</summary>
internal sealed class AuditLog(StorageService storage, TimeProvider time)
{
    /// <summary>The name of the owners' journal: no space has an underscore.</summary>
    public const string Owners = "_owners";

    /// <summary>How many entries a filter looks at for one page.</summary>
    public const int LooksMax = 5_000;

    private const string Account = "acts";
    private const int LooksAtOnce = 500;

    private readonly Journal<AuditTotals, AuditEntry> journal = new(storage.For("audit"), time, new AuditRules());

    /// <summary>Writes an act down, once under its key: of what is written under it already the first stays.</summary>
    /// <param name="name">The space, or <see cref="Owners"/>.</param>
    /// <param name="key">The key.</param>
    /// <param name="entry">The act.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task AppendAsync(string name, string key, AuditEntry entry, CancellationToken cancellation)
    {
        var outcomes = await journal.AppendAsync(SpaceOf(name), [new JournalAppend<AuditEntry>(Account, key, entry)], cancellation);
        if (outcomes[0] is AppendOutcome<AuditTotals>.Refused refused)
            throw new InvalidOperationException($"The act {key} of {name} was refused: {refused.Reason}.");
    }

    /// <summary>A page of acts, the newest first.</summary>
    /// <param name="name">The space, or <see cref="Owners"/>.</param>
    /// <param name="before">The number that it ends before; absent for the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="fits">Which ones; all if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The page, and before which number the next one ends; absent on the last.</returns>
    public async Task<(IReadOnlyList<JournalEntry<AuditEntry>> Page, long? Next)> ReadAsync(
        string name, long? before, int limit, Predicate<AuditEntry>? fits, CancellationToken cancellation)
    {
        var page = new List<JournalEntry<AuditEntry>>();
        var end = Math.Min(before ?? long.MaxValue, (await journal.ReadHeadAsync(SpaceOf(name), Account, cancellation)).Seq + 1);
        for (var looks = 0; end > 1 && page.Count < limit && looks < LooksMax;)
        {
            var start = Math.Max(1, end - (fits is null ? limit : LooksAtOnce));
            var found = await journal.ReadPageAsync(SpaceOf(name), Account, start - 1, (int)(end - start), cancellation);
            looks += found.Count;
            foreach (var entry in found.Reverse())
            {
                if (page.Count == limit) break;
                end = entry.Seq;
                if (fits?.Invoke(entry.Value) != false) page.Add(entry);
            }

            if (found.Count == 0) break; // a space that is being removed
        }

        return (page, end > 1 ? end : null);
    }

    /// <summary>Proves a journal.</summary>
    public Task<SpaceProofResult> ProveAsync(string name, CancellationToken cancellation) =>
        journal.ProveAsync(SpaceOf(name), cancellation: cancellation);

    /// <summary>Where the journal of a space, or of the <see cref="Owners"/>, lies.</summary>
    internal static JournalSpace SpaceOf(string name) => new(name, 1);
}
