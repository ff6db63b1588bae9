using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Merkle;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>
/// Makes the trees of closed epochs again, from the journals and what each epoch pinned, and compares; and looks whether all tiles and
/// pages are as they were stored. Memory holds a line for each account. Reads only.
/// </summary>
internal sealed class TreesVerifier(EpochStore store, GrantLedger grants, GrainLedger grain)
{
    private const int AtOnceMax = 8;
    private const int HashesAtOnce = 1000;

    /// <summary>Verifies all closed epochs that have trees.</summary>
    public async Task<LedgerCheckResult> CheckAsync(Space space, CancellationToken cancellation)
    {
        // The books first: what is closed later is left to the next time.
        var last = (await store.ReadBooksAsync(space.Name, cancellation)).LastClosed;
        var (walk, epochs) = (new TreeWalk(), 0);
        await foreach (var run in store.ListAsync(space.Name, cancellation))
        {
            if (run is not { Stage: EpochStage.Closed, Trees: { } piece } || last is null || run.Epoch.Start > last.Start) continue;
            if (await VerifyAsync(space.Journal, run, piece, walk, cancellation) is { } fault)
                return new(Tell(epochs, walk), $"the trees of epoch {run.Epoch.Id}: {fault}");
            epochs++;
        }

        return new(Tell(epochs, walk), null);
    }

    private static string Tell(int epochs, TreeWalk walk) =>
        $"{Shown.Count(epochs, "epoch")} with trees, {Shown.Count(walk.Edge.Size, "entry", "entries")} in the log, "
            + $"{Shown.Count(walk.Accounts.Count, "account")} in the map";

    private async Task<string?> VerifyAsync(
        JournalSpace space, EpochRun run, StoredPiece piece, TreeWalk walk, CancellationToken cancellation)
    {
        try
        {
            var trees = await TreeBlobs.ReadTreesAsync(store, piece, cancellation);
            if (trees.Previous != walk.Previous) return "they do not go on from those before";
            if (trees.Grants != run.Cursors || trees.Grain != run.Accounts) return "they do not go as far as the epoch says";
            var plan = await TreePlan.ReadAsync(store, trees.Grants, trees.Grain, walk.Trees, cancellation);
            var first = walk.Edge.Size;
            foreach (var stretch in plan.Stretches)
                if (await AppendAsync(space, stretch, plan, walk, cancellation) is { } fault) return fault;
            (walk.Previous, walk.Trees) = (piece, trees);
            if (trees.Entries != new TreeRoot(Convert.ToHexStringLower(walk.Edge.Root()), walk.Edge.Size)
                || !trees.Edge.SequenceEqual(walk.Edge.ToTexts()))
                return $"the log is not that of the journals{await WhereAsync(space, trees, plan, first, cancellation)}";
            var map = walk.Sum();
            if (trees.Accounts != new TreeRoot(Convert.ToHexStringLower(map.Hash), map.Count))
                return "the map is not that of the accounts";
            await Parallel.ForEachAsync(trees.Added,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
                async (added, token) => await store.GetAsync(added, token));
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException)
        {
            return e.Message;
        }
    }

    /// <summary>Which leaf of the epoch is another than its entry makes it.</summary>
    private async Task<string> WhereAsync(JournalSpace space, EpochTrees trees, TreePlan plan, long first, CancellationToken cancellation)
    {
        var blobs = new TreeBlobs(store, space.Name);
        var (log, leaf) = (new LogReader(LogEdge.Of(trees.Edge), root => blobs.ReadTileAsync(root, cancellation)), first);
        foreach (var stretch in plan.Stretches)
        {
            var (table, seq) = (TreeGrowth.TableOf(stretch.IsGrain), stretch.From);
            await foreach (var hash in HashesAsync(space, stretch, cancellation))
            {
                var expected = EntryLeaf.Of(table, stretch.Account, seq, hash);
                if (leaf >= trees.Entries.Size || !(await log.LeafAsync(leaf)).AsSpan().SequenceEqual(expected))
                    return string.Create(CultureInfo.InvariantCulture, $": leaf {leaf} is not entry {seq} of {stretch.Account} in {table}");
                (leaf, seq) = (leaf + 1, seq + 1);
            }
        }

        return "";
    }

    private async IAsyncEnumerable<string> HashesAsync(
        JournalSpace space, PlannedStretch stretch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var seq = stretch.From; seq <= stretch.Seq; seq += HashesAtOnce)
        {
            var count = (int)Math.Min(HashesAtOnce, stretch.Seq - seq + 1);
            foreach (var hash in stretch.IsGrain ? await grain.ReadHashesAsync(space, stretch.Account, seq, count, cancellation)
                : await grants.ReadHashesAsync(space, stretch.Account, seq, count, cancellation)) yield return hash;
        }
    }

    private async Task<string?> AppendAsync(
        JournalSpace space, PlannedStretch stretch, TreePlan plan, TreeWalk walk, CancellationToken cancellation)
    {
        var (first, last, next) = (walk.Edge.Size, "", stretch.From);
        var held = walk.Held.GetValueOrDefault(stretch.Account, GrainTotals.Empty);
        await foreach (var hash in stretch.IsGrain ? ReadGrainAsync() : HashesAsync(space, stretch, cancellation))
        {
            walk.Edge.Append(EntryLeaf.Of(TreeGrowth.TableOf(stretch.IsGrain), stretch.Account, next++, last = hash), _ => { });
        }

        if (next != stretch.Seq + 1) return $"entry {next} of {stretch.Account} is missing";
        if (stretch.IsGrain)
        {
            walk.Held[stretch.Account] = held;
            if (PinnedAccount.Of(new(stretch.Account, stretch.Seq, last, held)) != plan.Grain.Moved[stretch.Account])
                return $"they have {stretch.Account} otherwise than its entries up to {stretch.Seq}";
        }

        walk.Accounts[stretch.Account] = TreeGrowth.After(
            walk.Accounts.GetValueOrDefault(stretch.Account) ?? TreeAccount.None(stretch.Account),
            [new(stretch.IsGrain, stretch.Account, stretch.From, stretch.Seq, first, last)], plan, walk.Previous);
        return null;

        async IAsyncEnumerable<string> ReadGrainAsync()
        {
            await foreach (var entry in grain.ReadEntriesAsync(space, stretch.Account, stretch.From - 1, cancellation))
            {
                if (entry.Seq > stretch.Seq) yield break;
                held = GrainLedger.After(held, entry.Value);
                yield return entry.Hash;
            }
        }
    }
}

/// <summary>What the trees have come to on the way from the first epoch to the present one.</summary>
internal sealed class TreeWalk
{
    private readonly SortedDictionary<string, MapLeaf> leaves = new(StringComparer.Ordinal);

    /// <summary>The trees of the epoch before.</summary>
    public StoredPiece? Previous { get; set; }

    /// <summary>The same, read.</summary>
    public EpochTrees? Trees { get; set; }

    /// <summary>The log.</summary>
    public LogEdge Edge { get; } = new();

    /// <summary>The accounts.</summary>
    public Dictionary<string, TreeAccount> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>What they hold, from their entries.</summary>
    public Dictionary<string, GrainTotals> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>The map of the accounts.</summary>
    public MapSum Sum()
    {
        foreach (var account in Accounts.Values)
        {
            var leaf = account.ToLeaf();
            leaves[Convert.ToHexStringLower(leaf.Key)] = leaf;
        }

        return MapSum.Of([.. leaves.Values], 0);
    }
}
