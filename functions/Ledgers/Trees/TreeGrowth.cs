using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Merkle;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>
/// Makes the trees of an epoch whose payments are made: pins how far they go, appends what is new to the log, a part at a time, and then
/// puts the accounts that moved into the map. All of it follows from what is pinned, and is stored under names that follow from that: done
/// twice, or cut anywhere, it comes to the same.
/// </summary>
internal sealed class TreeGrowth(EpochStore store, GrantLedger grants, GrainLedger grain)
{
    /// <summary>Journals read, and tiles written, at once.</summary>
    private const int AtOnceMax = 8;

    /// <summary>Entries appended before the run is saved: some seconds of work.</summary>
    public long EntriesPerStep { get; init; } = 20_000;

    /// <summary>Accounts in a page of the map.</summary>
    public int PageMax { get; init; } = 64;

    /// <summary>The next step; the run has its trees when it was the last one.</summary>
    public async Task<EpochRun> StepAsync(JournalSpace space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
    {
        var previous = await FindPreviousAsync(run, books, cancellation);
        var before = previous is null ? null : await TreeBlobs.ReadTreesAsync(store, previous, cancellation);
        if (run.Accounts is null) return run with { Accounts = await PinAsync(space, run, before, cancellation) };
        var plan = await TreePlan.ReadAsync(store, run.Cursors!, run.Accounts, before, cancellation);
        var grown = run.Growing is { } piece ? await TreeBlobs.ReadTreesAsync(store, piece, cancellation) : Begin(run, previous, before);
        grown = await GrowAsync(space, plan, grown, cancellation);
        if (grown.Growing!.Sum(stretch => stretch.Seq - stretch.From + 1) < plan.Stretches.Sum(stretch => stretch.Count))
            return run with { Growing = await PutAsync(run, grown, cancellation) };
        var trees = await MapAsync(space, plan, grown, before, cancellation);
        return run with { Trees = await PutAsync(run, trees, cancellation), Growing = null };
    }

    /// <summary>The trees of the last epoch; of an earlier one if a version that makes none closed some in between.</summary>
    private async Task<StoredPiece?> FindPreviousAsync(EpochRun run, SpaceBooks books, CancellationToken cancellation)
    {
        if (books.LastClosed is not { } last) return null;
        if (await store.FindAsync(run.Space, last.Id, cancellation) is { Trees: { } trees }) return trees;
        var runs = await store.ListUpToAsync(run, cancellation);
        return runs.LastOrDefault(each => each.Epoch != run.Epoch && each.Trees is not null)?.Trees;
    }

    private async Task<StoredPiece> PinAsync(JournalSpace space, EpochRun run, EpochTrees? before, CancellationToken cancellation)
    {
        var seqs = before is null ? [] : (await TreeBlobs.ReadGrainAsync(store, before.Grain, cancellation)).Seqs;
        var pinned = await PinnedGrain.ReadAsync(grain, space, seqs, cancellation);
        return await store.PutAsync(run.Space, run.Epoch.Id, "accounts.json",
            JsonSerializer.SerializeToUtf8Bytes(pinned, TreesJson.Default.PinnedGrain), cancellation);
    }

    private static EpochTrees Begin(EpochRun run, StoredPiece? previous, EpochTrees? before)
    {
        var none = new TreeRoot(Convert.ToHexStringLower(LogHash.Empty), 0);
        return new EpochTrees
        {
            Previous = previous,
            Grants = run.Cursors!,
            Grain = run.Accounts!,
            Entries = before?.Entries ?? none,
            Edge = before?.Edge ?? [],
            Accounts = before?.Accounts ?? new TreeRoot(Convert.ToHexStringLower(MapSum.Empty.Hash), 0),
            Page = before?.Page,
            Added = [],
            Growing = [],
        };
    }

    private async Task<EpochTrees> GrowAsync(JournalSpace space, TreePlan plan, EpochTrees trees, CancellationToken cancellation)
    {
        var (edge, filled, grown) = (LogEdge.Of(trees.Edge), new List<LogTile>(), new List<GrownStretch>(trees.Growing!));
        var taken = 0L;
        foreach (var stretches in plan.After(grown.Sum(stretch => stretch.Seq - stretch.From + 1)).Chunk(AtOnceMax))
        {
            var read = await Task.WhenAll(stretches.Select(stretch => ReadAsync(space, stretch, cancellation)));
            foreach (var (stretch, hashes) in stretches.Zip(read))
            {
                grown.Add(new(stretch.IsGrain, stretch.Account, stretch.From, stretch.From + hashes.Count - 1, edge.Size, hashes[^1]));
                foreach (var (index, hash) in hashes.Index())
                    edge.Append(EntryLeaf.Of(TableOf(stretch.IsGrain), stretch.Account, stretch.From + index, hash), filled.Add);
                taken += hashes.Count;
                if (hashes.Count < stretch.Count || taken >= EntriesPerStep) break;
            }

            if (taken >= EntriesPerStep) break;
        }

        var blobs = new TreeBlobs(store, space.Name);
        var added = await Task.WhenAll(filled.Select(tile => blobs.PutAsync(tile, cancellation)));
        return trees with
        {
            Entries = new TreeRoot(Convert.ToHexStringLower(edge.Root()), edge.Size),
            Edge = edge.ToTexts(),
            Added = [.. trees.Added, .. added],
            Growing = grown,
        };
    }

    private async Task<IReadOnlyList<string>> ReadAsync(JournalSpace space, PlannedStretch stretch, CancellationToken cancellation)
    {
        // What a payment appended is its account's head.
        if (stretch is { Count: 1, Hash: { } known }) return [known];
        var limit = (int)Math.Min(stretch.Count, EntriesPerStep);
        return stretch.IsGrain ? await grain.ReadHashesAsync(space, stretch.Account, stretch.From, limit, cancellation)
            : await grants.ReadHashesAsync(space, stretch.Account, stretch.From, limit, cancellation);
    }

    private async Task<EpochTrees> MapAsync(
        JournalSpace space, TreePlan plan, EpochTrees grown, EpochTrees? before, CancellationToken cancellation)
    {
        var pages = new ConcurrentBag<StoredPiece>();
        var map = new AccountMap(new TreeBlobs(store, space.Name), pages) { PageMax = PageMax };
        var page = await map.ChangeAsync(before?.Page, 0,
            [.. grown.Growing!.GroupBy(stretch => stretch.Account, StringComparer.Ordinal).Select(moved => (moved.Key,
                (Func<TreeAccount?, TreeAccount>)(known => After(known ?? TreeAccount.None(moved.Key), moved, plan, grown.Previous))))],
            cancellation);
        return grown with
        {
            Accounts = page is null ? grown.Accounts : new TreeRoot(page.Hash, page.Count),
            Page = page,
            Added = [.. grown.Added.Concat(pages).DistinctBy(piece => piece.Name).OrderBy(piece => piece.Name, StringComparer.Ordinal)],
            Growing = null,
        };
    }

    /// <summary>An account after what was appended of it.</summary>
    public static TreeAccount After(TreeAccount account, IEnumerable<GrownStretch> moved, TreePlan plan, StoredPiece? previous)
    {
        foreach (var (isGrain, _, from, seq, leaf, hash) in moved)
        {
            var place = TreePlace.After(isGrain ? account.Grain : account.Grants, from, seq, leaf, hash, previous);
            account = isGrain ? account with { Grain = place } : account with { Grants = place };
        }

        return plan.Grain.Moved.TryGetValue(account.Account, out var held)
            ? account with { Balance = held.Balance, InTransit = held.InTransit } : account;
    }

    /// <summary>The table of a ledger.</summary>
    public static string TableOf(bool isGrain) => isGrain ? "grain" : "grants";

    private Task<StoredPiece> PutAsync(EpochRun run, EpochTrees trees, CancellationToken cancellation) => store.PutAsync(
        run.Space, run.Epoch.Id, "trees.json", JsonSerializer.SerializeToUtf8Bytes(trees, TreesJson.Default.EpochTrees), cancellation);
}
