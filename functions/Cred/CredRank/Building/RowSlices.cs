namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// How rows are numbered and how the steps into them lie in memory, so that eight sums grow side by side. Within each block, rows
/// are numbered by length, the longest first, and eight that follow each other share a slice: the first step of each, then the
/// second of each, and so on. A long row has a slice to itself and deals its steps out to the eight lanes in turn.
/// </summary>
/// <remarks>
/// <para>A row belongs to an item: a contribution or an active participant-epoch, numbered as in the graph. The rows of a block have
/// the numbers of its items, in another order.</para>
/// <para>The order of all additions follows from the layout alone: with vector instructions or without, the bits are the same.</para>
/// </remarks>
internal sealed class RowSlices
{
    /// <summary>How many sums grow side by side.</summary>
    public const int Lanes = 8;

    // A slice is as long as its longest row, so this bounds what uneven rows waste: 8 · 64 steps a block.
    private const int LongRow = 64;

    private readonly int[] blockBounds;
    private readonly int[] rowOfItem;
    private readonly int[] lengths;
    private readonly int[] places;
    private readonly int[] firstSlices;
    private readonly int[] firstRows;
    private readonly int[] starts;

    /// <summary>Numbers and lays out rows.</summary>
    /// <param name="lengthOfItem">How many steps lead into the row of each item; it may be longer than there are items.</param>
    /// <param name="blockBounds">Where each block of items begins; one entry more than blocks.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends memory, for as long as this is of use; if absent, it has its own.</param>
    public RowSlices(int[] lengthOfItem, int[] blockBounds, SolverThreads crew, ScratchArrays? scratch = null)
    {
        this.blockBounds = blockBounds;
        int[] Rent(int length) => scratch?.Rent<int>(length) ?? new int[length];
        Rows = blockBounds[^1];
        (this.rowOfItem, this.lengths, places) = (Rent(Rows), Rent(Rows), Rent(Rows));
        this.firstSlices = new int[blockBounds.Length];
        var firstSteps = new int[blockBounds.Length];
        crew.Run(blockBounds.Length - 1, block =>
        {
            NumberRows(lengthOfItem, blockBounds[block], blockBounds[block + 1]);
            (this.firstSlices[block + 1], firstSteps[block + 1]) = Measure(blockBounds[block], blockBounds[block + 1]);
        });

        for (var block = 1; block < blockBounds.Length; block++)
        {
            this.firstSlices[block] += this.firstSlices[block - 1];
            firstSteps[block] = checked(firstSteps[block] + firstSteps[block - 1]);
        }

        (this.firstRows, this.starts) = (Rent(Slices + 1), Rent(Slices + 1));
        (this.firstRows[Slices], this.starts[Slices]) = (Rows, firstSteps[^1]);
        crew.Run(blockBounds.Length - 1, block => LayOut(block, firstSteps[block]));
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many steps there is room for: those into all rows, and what slices are filled up with.</summary>
    public int Room => this.starts[Slices];

    /// <summary>The row of each item.</summary>
    public ReadOnlySpan<int> RowOfItem => this.rowOfItem.AsSpan(0, Rows);

    /// <summary>Where each slice begins; one entry more than slices.</summary>
    public ReadOnlySpan<int> Starts => this.starts.AsSpan(0, Slices + 1);

    /// <summary>The first row of each slice; one entry more than slices. Its other rows follow.</summary>
    public ReadOnlySpan<int> FirstRows => this.firstRows.AsSpan(0, Slices + 1);

    private int Slices => this.firstSlices[^1];

    /// <summary>The slices of a block: from (inclusive) to (exclusive).</summary>
    public (int From, int To) SlicesOf(int block) => (this.firstSlices[block], this.firstSlices[block + 1]);

    /// <summary>The slices of a part of a block, cut where about as many steps lie in each.</summary>
    public (int From, int To) PartOf(int block, int part, int parts) => (BeginOf(block, part, parts), BeginOf(block, part + 1, parts));

    /// <summary>How many steps lead into a row.</summary>
    public int LengthOf(int row) => this.lengths[row];

    /// <summary>Where the first step into a row lies.</summary>
    public int PlaceOf(int row) => places[row];

    /// <summary>How far each further step into a row lies from the one before.</summary>
    public int StrideOf(int row) => this.lengths[row] >= LongRow ? 1 : Lanes;

    /// <summary>Fills up the slices with steps from a row to itself, of probability 0.</summary>
    public void FillGaps(int[] origins, double[] probabilities, SolverThreads crew) => crew.Run(this.blockBounds.Length - 1, block =>
    {
        for (var slice = this.firstSlices[block]; slice < this.firstSlices[block + 1]; slice++)
        {
            var (first, last) = (this.firstRows[slice], this.firstRows[slice + 1] - 1);
            if (last - first == Lanes - 1 && this.lengths[first] == this.lengths[last]) continue;
            for (var lane = 0; lane < Lanes; lane++)
            {
                for (var at =
                    this.starts[slice] + lane + (Lanes * StepsInLane(first, last, lane)); at < this.starts[slice + 1]; at += Lanes)
                    (origins[at], probabilities[at]) = (first, 0);
            }
        }
    });

    private int BeginOf(int block, int part, int parts)
    {
        var (from, to) = SlicesOf(block);
        if (part == 0 || part == parts) return part == 0 ? from : to;
        var start = this.starts[from] + (int)((this.starts[to] - this.starts[from]) * (long)part / parts);
        var found = Array.BinarySearch(this.starts, from, to - from, start);
        return found < 0 ? ~found : found;
    }

    /// <summary>Numbers the rows of a block: the longest first, those of the same length in their order.</summary>
    private void NumberRows(int[] lengthOfItem, int begin, int end)
    {
        Span<int> ends = stackalloc int[LongRow + 1];
        for (var item = begin; item < end; item++) ends[Math.Min(lengthOfItem[item], LongRow)]++;
        for (var length = LongRow - 1; length >= 0; length--) ends[length] += ends[length + 1];
        for (var item = end - 1; item >= begin; item--)
        {
            var row = begin + --ends[Math.Min(lengthOfItem[item], LongRow)];
            (this.rowOfItem[item], this.lengths[row]) = (row, lengthOfItem[item]);
        }
    }

    /// <summary>How many slices the rows of a block take, and how much room.</summary>
    private (int Slices, int Steps) Measure(int begin, int end)
    {
        var (slices, steps) = (0, 0);
        for (var row = begin; row < end; row += RowsInSlice(row, end), slices++) steps = checked(steps + RoomOfSlice(row));
        return (slices, steps);
    }

    private void LayOut(int block, int start)
    {
        var (slice, end) = (this.firstSlices[block], this.blockBounds[block + 1]);
        for (var row = this.blockBounds[block]; row < end; slice++)
        {
            (this.firstRows[slice], this.starts[slice]) = (row, start);
            start += RoomOfSlice(row);
            for (var (lane, rows) = (0, RowsInSlice(row, end)); lane < rows; lane++) places[row++] = this.starts[slice] + lane;
        }
    }

    private int RowsInSlice(int first, int end) => this.lengths[first] >= LongRow ? 1 : Math.Min(Lanes, end - first);

    private int RoomOfSlice(int first) =>
        (this.lengths[first] >= LongRow ? (this.lengths[first] + Lanes - 1) / Lanes : this.lengths[first]) * Lanes;

    private int StepsInLane(int first, int last, int lane) =>
        this.lengths[first] >= LongRow ? (this.lengths[first] - lane + Lanes - 1) / Lanes
        : first + lane <= last ? this.lengths[first + lane] : 0;
}
