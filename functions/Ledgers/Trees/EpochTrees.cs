using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>A tree by what pins it.</summary>
/// <param name="Root">Its root, lower-case hex.</param>
/// <param name="Size">How many leaves it has.</param>
public sealed record TreeRoot(string Root, long Size);

/// <summary>What a statement says of the trees.</summary>
/// <param name="Entries">The log of all entries of the journals of grants and of grain.</param>
/// <param name="Accounts">The map of all accounts: how far their journals were, and what they held.</param>
public sealed record TreeRoots(TreeRoot Entries, TreeRoot Accounts);

/// <summary>
/// The trees of an epoch as they are stored. They go on from those of the epoch before and cover all entries up to what the epoch pinned.
/// </summary>
internal sealed record EpochTrees
{
    /// <summary>The form of this document.</summary>
    public string Format { get; init; } = "grain-trees/1";

    /// <summary>The trees that these go on from; absent for the first.</summary>
    public StoredPiece? Previous { get; init; }

    /// <summary>Up to which grant of each contributor they go: the epoch's cursors.</summary>
    public required StoredPiece Grants { get; init; }

    /// <summary>Up to which entry of each account of grain they go.</summary>
    public required StoredPiece Grain { get; init; }

    /// <summary>The log: how many leaves it has, and its root.</summary>
    public required TreeRoot Entries { get; init; }

    /// <summary>The hashes of the log that fill no tile yet, level by level, in base64.</summary>
    public required IReadOnlyList<string> Edge { get; init; }

    /// <summary>The map: how many accounts it has, and its root.</summary>
    public required TreeRoot Accounts { get; init; }

    /// <summary>The page of the map from which all others are found; absent if it has no account.</summary>
    public MapPageRef? Page { get; init; }

    /// <summary>All tiles and pages that were added.</summary>
    public required IReadOnlyList<StoredPiece> Added { get; init; }

    /// <summary>While the log grows: what was appended, in order. Absent when it is done.</summary>
    public IReadOnlyList<GrownStretch>? Growing { get; init; }

    /// <summary>What a statement says of them.</summary>
    [JsonIgnore]
    public TreeRoots Roots => new(Entries, Accounts);
}

/// <summary>Entries of an account that were appended to the log.</summary>
/// <param name="IsGrain">Whether they are of its grain, and not of its grants.</param>
/// <param name="Account">Whose.</param>
/// <param name="From">The first one.</param>
/// <param name="Seq">The last one.</param>
/// <param name="Leaf">The number of the first one's leaf.</param>
/// <param name="Hash">The chain hash of the last one.</param>
internal sealed record GrownStretch(bool IsGrain, string Account, long From, long Seq, long Leaf, string Hash);

/// <summary>Names a page of the map.</summary>
/// <param name="Blob">Where it lies.</param>
/// <param name="Hash">The hash of the part of the map that it is; lower-case hex.</param>
/// <param name="Count">How many accounts are in it.</param>
internal sealed record MapPageRef(StoredPiece Blob, string Hash, long Count);

/// <summary>A page of the map: accounts in the order of their keys, or sixteen pages by the next four bits of these.</summary>
internal sealed record MapPage(IReadOnlyList<TreeAccount>? Accounts, IReadOnlyList<MapPageRef?>? Pages);

/// <summary>How trees are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EpochTrees))]
[JsonSerializable(typeof(MapPage))]
[JsonSerializable(typeof(PinnedGrain))]
internal sealed partial class TreesJson : JsonSerializerContext;
