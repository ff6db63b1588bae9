namespace Grain.Functions.CredRank;

/// <summary>
/// A fixed partition of rows into blocks of about the same work. It depends on the graph alone, never on the number of
/// threads; whatever is added up over rows is added up within each block first and then block by block. That is why every
/// number of threads gives the same bits.
/// </summary>
internal sealed class RowBlocks
{
    // Large enough that handing out a block costs nothing next to working on it, small enough that threads finish together.
    private const int StepsPerBlock = 1 << 14;

    private readonly int[] bounds;

    private RowBlocks(int[] bounds) => this.bounds = bounds;

    /// <summary>How many blocks there are.</summary>
    public int Count => this.bounds.Length - 1;

    /// <summary>Partitions <paramref name="count"/> items.</summary>
    /// <param name="count">How many items there are: rows, or participants with all their rows.</param>
    /// <param name="workBefore">How much work lies before an item; increasing, defined up to and including <paramref name="count"/>.</param>
    public static RowBlocks Create(int count, Func<int, long> workBefore)
    {
        var bounds = new List<int> { 0 };
        for (var item = 1; item <= count; item++)
        {
            if (item == count || workBefore(item) - workBefore(bounds[^1]) >= StepsPerBlock) bounds.Add(item);
        }

        return new RowBlocks([.. bounds]);
    }

    /// <summary>Where each block begins; one entry more than blocks.</summary>
    public ReadOnlySpan<int> Bounds => this.bounds;

    /// <summary>The first item of a block.</summary>
    public int Begin(int block) => this.bounds[block];

    /// <summary>One past the last item of a block.</summary>
    public int End(int block) => this.bounds[block + 1];

    /// <summary>Works on all blocks, in any order and on as many threads as allowed.</summary>
    public void Run(ParallelOptions parallel, Action<int> work)
    {
        if (Count == 1 || parallel.MaxDegreeOfParallelism == 1)
        {
            for (var block = 0; block < Count; block++) work(block);
            return;
        }

        Parallel.For(0, Count, parallel, work);
    }
}
