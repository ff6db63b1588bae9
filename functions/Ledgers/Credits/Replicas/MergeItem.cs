namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>One thing that a merge wants in an account.</summary>
/// <param name="Path">Where it stands in what was sent.</param>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Entry">The entry it becomes.</param>
/// <param name="Transaction">What has to be signed, if it is new; absent where a space accepts unsigned exports.</param>
internal sealed record MergeItem(string Path, string Key, CreditEntry Entry, ReplicaTransaction? Transaction)
{
    /// <summary>The key as who sent it knows it: in a sealed space it is another than the one it is kept under.</summary>
    public string Named { get; init; } = Key;

    /// <summary>The id under which its task is kept.</summary>
    public string? Task { get; init; } = Entry.TaskId;
}

/// <summary>What somebody wants merged, read and free of faults that show without the ledger.</summary>
/// <param name="Node">Whose credits.</param>
/// <param name="Items">Each id once.</param>
/// <param name="Ignored">Ids of other nodes whose parts an older export carries; they count when those nodes send them.</param>
internal sealed record MergeRequest(string Node, IReadOnlyList<MergeItem> Items, IReadOnlyList<string> Ignored);

/// <summary>What a merge has come to.</summary>
/// <param name="Node">Whose credits.</param>
/// <param name="Merged">Transactions that were new.</param>
/// <param name="Known">Transactions that were there already.</param>
/// <param name="Balance">The balance afterwards.</param>
/// <param name="Overdrawn">Whether it is below zero.</param>
/// <param name="IgnoredNodes">Nodes whose parts of an older export were left out.</param>
internal sealed record MergeAnswer(string Node, int Merged, int Known, CreditAmount Balance, bool Overdrawn,
    IReadOnlyList<string>? IgnoredNodes);
