namespace Grain.Functions.CredRank;

/// <summary>
/// How the steps into rows lie in memory, so that eight sums grow side by side. Within each block, rows are taken by length
/// and eight of about the same length share a slice: the first step of each, then the second of each, and so on. A long row
/// has a slice to itself and deals its steps out to the eight lanes in turn.
/// </summary>
/// <remarks>The order of all additions follows from the layout alone: with vector instructions or without, the bits are the same.</remarks>
internal sealed class RowSlices
{
    /// <summary>How many sums grow side by side.</summary>
    public const int Lanes = 8;

    // A slice is as long as its longest row, so this bounds what uneven rows waste: 8 · 64 steps a block.
    private const int LongRow = 64;

    private readonly int[] stepsBefore;
    private readonly int[] firstSlices;
    private readonly int[] places;
    private readonly Column<int> starts = new();
    private readonly Column<int> rowsOfLanes = new();
    private readonly List<(int From, int To, int Row)> gaps = [];

    /// <summary>Lays out rows.</summary>
    /// <param name="stepsBefore">How many steps lie before each row; one entry more than rows.</param>
    /// <param name="blockBounds">Where each block of rows begins; one entry more than blocks.</param>
    public RowSlices(int[] stepsBefore, IReadOnlyList<int> blockBounds)
    {
        this.stepsBefore = stepsBefore;
        (this.firstSlices, places) = (new int[blockBounds.Count], new int[stepsBefore.Length - 1]);
        this.starts.Add(0);
        for (var block = 0; block + 1 < blockBounds.Count; block++)
        {
            AddBlock(SortByLength(blockBounds[block], blockBounds[block + 1]));
            this.firstSlices[block + 1] = this.starts.Count - 1;
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Rows => places.Length;

    /// <summary>How many steps there are.</summary>
    public int Steps => this.stepsBefore[^1];

    /// <summary>How many steps there is room for: <see cref="Steps"/> and what slices are filled up with.</summary>
    public int Room => this.starts[this.starts.Count - 1];

    /// <summary>Where each slice begins; one entry more than slices.</summary>
    public ReadOnlySpan<int> Starts => this.starts.Items.Span;

    /// <summary>The row that each lane of each slice adds to.</summary>
    public ReadOnlySpan<int> RowsOfLanes => this.rowsOfLanes.Items.Span;

    /// <summary>The slices of a block: from (inclusive) to (exclusive).</summary>
    public (int From, int To) SlicesOf(int block) => (this.firstSlices[block], this.firstSlices[block + 1]);

    /// <summary>How many steps lead into a row.</summary>
    public int LengthOf(int row) => this.stepsBefore[row + 1] - this.stepsBefore[row];

    /// <summary>Where the first step into a row lies.</summary>
    public int PlaceOf(int row) => places[row];

    /// <summary>How far each further step into a row lies from the one before.</summary>
    public int StrideOf(int row) => IsLong(row) ? 1 : Lanes;

    /// <summary>Fills up the slices with steps from a row to itself, of probability 0.</summary>
    public void FillGaps(int[] origins, double[] probabilities)
    {
        foreach (var (from, to, row) in gaps)
        {
            for (var at = from; at < to; at += Lanes) (origins[at], probabilities[at]) = (row, 0);
        }
    }

    /// <summary>The rows of a block, the longest first; those of the same length in their order.</summary>
    private int[] SortByLength(int begin, int end)
    {
        Span<int> ends = stackalloc int[LongRow + 1];
        for (var row = begin; row < end; row++) ends[Math.Min(LengthOf(row), LongRow)]++;
        for (var length = LongRow - 1; length >= 0; length--) ends[length] += ends[length + 1];
        var rows = new int[end - begin];
        for (var row = end - 1; row >= begin; row--) rows[--ends[Math.Min(LengthOf(row), LongRow)]] = row;
        return rows;
    }

    private void AddBlock(ReadOnlySpan<int> rows)
    {
        while (!rows.IsEmpty)
        {
            var shared = IsLong(rows[0]) ? 1 : Math.Min(Lanes, rows.Length);
            AddSlice(rows[..shared]);
            rows = rows[shared..];
        }
    }

    /// <summary>Adds a slice for some rows; lanes beyond them belong to the first one.</summary>
    private void AddSlice(ReadOnlySpan<int> rows)
    {
        var isLong = IsLong(rows[0]);
        var length = isLong ? (LengthOf(rows[0]) + Lanes - 1) / Lanes : LengthOf(rows[0]);
        var (start, end) = (Room, Room + (length * Lanes));
        for (var lane = 0; lane < Lanes; lane++)
        {
            var row = lane < rows.Length ? rows[lane] : rows[0];
            if (lane < rows.Length) places[row] = start + lane;
            this.rowsOfLanes.Add(row);

            var taken = isLong ? (LengthOf(row) - lane + Lanes - 1) / Lanes : lane < rows.Length ? LengthOf(row) : 0;
            if (taken < length) gaps.Add((start + lane + (taken * Lanes), end, row));
        }

        this.starts.Add(end);
    }

    private bool IsLong(int row) => LengthOf(row) >= LongRow;
}
