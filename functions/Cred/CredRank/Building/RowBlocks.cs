namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// A fixed partition of rows into blocks of about the same work. It depends on the graph alone, never on the number of
/// threads; whatever is added up over rows is added up within each block first and then block by block. That is why every
/// number of threads gives the same bits.
/// </summary>
internal sealed class RowBlocks
{
    private readonly int[] bounds;

    private RowBlocks(int[] bounds) => this.bounds = bounds;

    /// <summary>How many blocks there are.</summary>
    public int Count => this.bounds.Length - 1;

    /// <summary>Partitions items: rows, or participants with all their rows.</summary>
    /// <param name="steps">How many steps each item has, which is the work on it.</param>
    /// <param name="stepsPerBlock">
    /// Large enough that handing out a block costs nothing next to working on it, small enough that threads finish together.
    /// </param>
    public static RowBlocks Create(ReadOnlySpan<int> steps, int stepsPerBlock = 1 << 14)
    {
        var bounds = new List<int> { 0 };
        var work = 0L;
        for (var item = 0; item < steps.Length; item++)
        {
            work += steps[item];
            if (work < stepsPerBlock && item + 1 < steps.Length) continue;
            bounds.Add(item + 1);
            work = 0;
        }

        return new RowBlocks([.. bounds]);
    }

    /// <summary>Where each block begins; one entry more than blocks.</summary>
    public ReadOnlySpan<int> Bounds => this.bounds;

    /// <summary>The first item of a block.</summary>
    public int Begin(int block) => this.bounds[block];

    /// <summary>One past the last item of a block.</summary>
    public int End(int block) => this.bounds[block + 1];
}
