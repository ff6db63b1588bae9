using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Merkle;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>
/// The map of accounts, in pages. A page holds accounts up to a number, and more become sixteen pages by the next four bits of their keys;
/// so the pages depend on what is in the map and not on how it came there. A change writes the pages on the way to it and no others.
/// </summary>
internal sealed class AccountMap(TreeBlobs blobs, ConcurrentBag<StoredPiece> added)
{
    private const int Children = 16;
    private const int Bits = 4;

    /// <summary>Accounts that a page holds at most.</summary>
    public int PageMax { get; init; } = 64;

    /// <summary>Puts accounts in, or in place of what is there of them.</summary>
    /// <param name="page">The page; absent if there is nothing yet.</param>
    /// <param name="depth">With how many bits in common all its keys begin.</param>
    /// <param name="changes">Makes the account of what is there of it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<MapPageRef?> ChangeAsync(
        MapPageRef? page, int depth, IReadOnlyList<(string Account, Func<TreeAccount?, TreeAccount> Change)> changes,
        CancellationToken cancellation)
    {
        if (changes.Count == 0) return page;
        var stored = page is null ? new MapPage([], null) : await blobs.ReadAsync(page.Blob, cancellation);
        if (stored.Accounts is { } accounts)
        {
            var known = accounts.ToDictionary(each => each.Account, StringComparer.Ordinal);
            foreach (var (account, change) in changes) known[account] = change(known.GetValueOrDefault(account));
            return await WriteAsync([.. known.Values.OrderBy(each => Convert.ToHexStringLower(TreeAccount.KeyOf(each.Account)),
                StringComparer.Ordinal)], depth, cancellation);
        }

        var parts = changes.ToLookup(change => Part(change.Account, depth));
        return await WriteAsync(await Task.WhenAll(stored.Pages!.Select((child, part) =>
            ChangeAsync(child, depth + Bits, [.. parts[part]], cancellation))), cancellation);
    }

    /// <summary>The way to an account: the hashes beside it, and what lies at its end.</summary>
    /// <param name="page">The first page.</param>
    /// <param name="account">The account.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(TreeAccount? Found, IReadOnlyList<byte[]> Path)> FindAsync(
        MapPageRef? page, string account, CancellationToken cancellation)
    {
        var (key, path) = (TreeAccount.KeyOf(account), new List<byte[]>());
        for (var depth = 0; page is not null; depth += Bits)
        {
            var stored = await blobs.ReadAsync(page.Blob, cancellation);
            if (stored.Accounts is { } accounts)
            {
                MapLeaf[] leaves = [.. accounts.Select(each => each.ToLeaf())];
                var found = MapSum.Find(leaves, depth, key, path);
                return (found is null ? null : accounts[Array.IndexOf(leaves, found)], path);
            }

            page = Next(stored.Pages!, depth, key, path);
        }

        return (null, path);
    }

    /// <summary>The page in which what lies at the end of the way is: the key's own, or that of the only account that is left.</summary>
    private static MapPageRef? Next(IReadOnlyList<MapPageRef?> pages, int depth, byte[] key, List<byte[]> path)
    {
        var (from, to) = (0, Children);
        for (var bit = depth; to - from > 1; bit++)
        {
            if (Of(pages, from, to).Count <= 1) return pages.Skip(from).Take(to - from).SingleOrDefault(page => page is not null);
            var middle = (from + to) / 2;
            var isRight = MapSum.Bit(key, bit);
            path.Add((isRight ? Of(pages, from, middle) : Of(pages, middle, to)).Hash);
            (from, to) = isRight ? (middle, to) : (from, middle);
        }

        return pages[from];
    }

    private async Task<MapPageRef?> WriteAsync(IReadOnlyList<TreeAccount> accounts, int depth, CancellationToken cancellation)
    {
        if (accounts.Count == 0) return null;
        if (accounts.Count <= PageMax)
            return await WriteAsync(
                new MapPage(accounts, null), MapSum.Of([.. accounts.Select(each => each.ToLeaf())], depth), cancellation);
        var parts = accounts.ToLookup(account => Part(account.Account, depth));
        return await WriteAsync(
            await Task.WhenAll(Enumerable.Range(0, Children).Select(part => WriteAsync([.. parts[part]], depth + Bits, cancellation))),
            cancellation);
    }

    private async Task<MapPageRef?> WriteAsync(IReadOnlyList<MapPageRef?> pages, CancellationToken cancellation) =>
        await WriteAsync(new MapPage(null, pages), Of(pages, 0, Children), cancellation);

    private async Task<MapPageRef> WriteAsync(MapPage page, MapSum sum, CancellationToken cancellation)
    {
        var piece = await blobs.PutAsync(page, cancellation);
        added.Add(piece);
        return new MapPageRef(piece, Convert.ToHexStringLower(sum.Hash), sum.Count);
    }

    private static MapSum Of(IReadOnlyList<MapPageRef?> pages, int from, int to) =>
        MapSum.Of([.. pages.Skip(from).Take(to - from).Select(Of)]);

    private static MapSum Of(MapPageRef? page) =>
        page is null ? MapSum.Empty : new MapSum(Convert.FromHexString(page.Hash), page.Count);

    private static int Part(string account, int depth)
    {
        var key = TreeAccount.KeyOf(account);
        return depth % 8 == 0 ? key[depth / 8] >> Bits : key[depth / 8] & 0xF;
    }
}
