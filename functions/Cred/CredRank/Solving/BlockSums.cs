namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>What a block of rows adds up to: its change, its flow, and what it pays out and returns to the seed.</summary>
internal readonly record struct BlockSums(double Change, double Flow, double Paid, double Returned)
{
    /// <summary>Of two changes the larger one, or their sum.</summary>
    public BlockSums Add(BlockSums other, bool takesLargest) => new(
        takesLargest ? double.MaxNative(Change, other.Change) : Change + other.Change, Flow + other.Flow, Paid + other.Paid,
        Returned + other.Returned);
}
