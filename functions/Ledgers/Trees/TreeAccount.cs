using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Merkle;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>How far an account was in a ledger, and where its entries stand among the leaves.</summary>
/// <param name="Seq">The number of its last entry.</param>
/// <param name="Hash">The chain hash of that entry.</param>
/// <param name="Ranges">The latest stretches of its entries, oldest first: the first entry of each, and the number of its leaf; the entry
/// after it has the next leaf.</param>
/// <param name="Before">The trees that know earlier stretches; absent if there are none.</param>
internal sealed record TreePlace(long Seq, string Hash, IReadOnlyList<EntryStretch> Ranges, StoredPiece? Before = null)
{
    /// <summary>Stretches that are kept with an account; those before are found in earlier trees.</summary>
    public const int RangesMax = 64;

    /// <summary>The place after another stretch.</summary>
    /// <param name="before">The place before; absent if there was none.</param>
    /// <param name="from">The first of the new entries.</param>
    /// <param name="seq">The last of them.</param>
    /// <param name="leaf">The leaf of the first of them.</param>
    /// <param name="hash">The chain hash of the last of them.</param>
    /// <param name="trees">The trees in which <paramref name="before"/> stands.</param>
    public static TreePlace After(TreePlace? before, long from, long seq, long leaf, string hash, StoredPiece? trees)
    {
        if (before is null) return new(seq, hash, [new(from, leaf)]);
        var last = before.Ranges[^1];
        if (leaf - last.Leaf == from - last.From) return before with { Seq = seq, Hash = hash };
        return before.Ranges.Count < RangesMax
            ? before with { Seq = seq, Hash = hash, Ranges = [.. before.Ranges, new(from, leaf)] }
            : new(seq, hash, [new(from, leaf)], trees);
    }
}

/// <summary>Where entries without a gap stand.</summary>
/// <param name="From">The first of them.</param>
/// <param name="Leaf">The number of its leaf.</param>
internal sealed record EntryStretch(long From, long Leaf);

/// <summary>An account as the trees of an epoch have it.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Grants">Its grants; absent if it has none.</param>
/// <param name="Grain">Its entries of grain; absent if it has none.</param>
/// <param name="Balance">The grain that it holds, in base units.</param>
/// <param name="InTransit">What it has sent and is not settled, in base units.</param>
internal sealed record TreeAccount(string Account, TreePlace? Grants, TreePlace? Grain, string Balance, string InTransit)
{
    /// <summary>An account of which nothing is known.</summary>
    public static TreeAccount None(string account) => new(account, null, null, "0", "0");

    /// <summary>Its key in the map.</summary>
    public static byte[] KeyOf(string account) => SHA256.HashData(Encoding.UTF8.GetBytes(account));

    /// <summary>What is hashed of it: docs/storage-format.md.</summary>
    [JsonIgnore]
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"grain-account/1\n{Account}\n{Grants?.Seq ?? 0}\n{Grants?.Hash}\n{Grain?.Seq ?? 0}\n{Grain?.Hash}\n{Balance}\n{InTransit}");

    /// <summary>It in the map.</summary>
    public MapLeaf ToLeaf() => new(KeyOf(Account), SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>A leaf of the log: an entry of a journal, by its chain hash.</summary>
internal static class EntryLeaf
{
    /// <summary>What is hashed of an entry.</summary>
    /// <param name="table">The journal's table.</param>
    /// <param name="account">Whose.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="hash">Its chain hash.</param>
    public static string Text(string table, string account, long seq, string hash) =>
        string.Create(CultureInfo.InvariantCulture, $"grain-entry/1\n{table}\n{account}\n{seq}\n{hash}");

    /// <summary>The hash of the leaf.</summary>
    public static byte[] Of(string table, string account, long seq, string hash) =>
        LogHash.Leaf(Encoding.UTF8.GetBytes(Text(table, account, seq, hash)));
}
