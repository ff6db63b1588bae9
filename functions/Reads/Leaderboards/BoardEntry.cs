using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Points of one day, category and source.</summary>
/// <param name="Day">Days since the year 1, counted from the time of day at which the space's epochs begin.</param>
/// <param name="Category">Place of the category among the board's words.</param>
/// <param name="Source">Place of the source among the board's words.</param>
/// <param name="Micro">The sum, in micro-points.</param>
internal readonly record struct BoardCell(int Day, int Category, int Source, long Micro);

/// <summary>What a board knows of one contributor: the fold of all grants up to <see cref="Seq"/>, and what other books say.</summary>
internal sealed class BoardEntry(string id)
{
    private const int ScoreMax = 1000;
    private readonly List<BoardCell> cells = [];

    public string Id => id;

    /// <summary>How they want to be called, if a grant has said so.</summary>
    public string? Name { get; set; }

    /// <summary>The cursor: the last grant that was counted here.</summary>
    public long Seq { get; set; }

    /// <summary>The sum of all grants.</summary>
    public Points Total { get; set; }

    /// <summary>The sum by category: word and points.</summary>
    public List<(int Word, Points Sum)> Categories { get; } = [];

    /// <summary>The sum by source.</summary>
    public List<(int Word, Points Sum)> Sources { get; } = [];

    /// <summary>The recent days, earliest first.</summary>
    public IReadOnlyList<BoardCell> Cells => cells;

    /// <summary>The legacy total; <see langword="null"/> for somebody without buckets.</summary>
    public Points? Recomputed { get; set; }

    /// <summary>Grain held.</summary>
    public GrainAmount Balance { get; set; } = GrainAmount.Zero;

    /// <summary>Grain ever distributed.</summary>
    public GrainAmount Received { get; set; } = GrainAmount.Zero;

    /// <summary>Cred over all epochs, as of the board's <see cref="Board.Epoch"/>.</summary>
    public double Cred { get; set; }

    /// <summary>The same relative to the best, who has 1000.</summary>
    public int Score { get; set; }

    /// <summary>What the open epoch would pay, on a board that shows it; never stored.</summary>
    public GrainAmount? WouldPay { get; set; }

    /// <summary>Adds points to a day; those of days before <paramref name="firstDay"/> are not kept by day.</summary>
    public void Add(int day, int category, int source, Points amount, int firstDay)
    {
        Add(Categories, category, amount);
        Add(Sources, source, amount);
        if (day >= firstDay) AddCell(new BoardCell(day, category, source, amount.Micro));
    }

    /// <summary>Takes a cell as it was stored.</summary>
    public void Restore(BoardCell cell) => cells.Add(cell);

    /// <summary>Adds what the same person has under another id. Sums that would leave their range stay at its end.</summary>
    public void Take(BoardEntry other)
    {
        Name ??= other.Name;
        Seq += other.Seq;
        Total = Total.Plus(other.Total);
        foreach (var (word, sum) in other.Categories) Add(Categories, word, sum);
        foreach (var (word, sum) in other.Sources) Add(Sources, word, sum);
        foreach (var cell in other.Cells) AddCell(cell);
        if (other.Recomputed is { } recomputed) Recomputed = (Recomputed ?? Points.Zero).Plus(recomputed);
        (Balance, Received) = (Balance + other.Balance, Received + other.Received);
        // Both have cred only until the next epoch closes, which ranks them as one.
        if (other.WouldPay is { } pay) WouldPay = (WouldPay ?? GrainAmount.Zero) + pay;
        (Cred, Score) = (Cred + other.Cred, Math.Min(ScoreMax, Score + other.Score));
    }

    /// <summary>
    /// The points of the days from <paramref name="first"/> up to and not including <paramref name="end"/>; <see langword="null"/> without
    /// any grant in them.
    /// </summary>
    public Points? SumOf(int first, int end, int? category, int? source)
    {
        Int128 sum = 0;
        var any = false;
        foreach (var cell in cells)
        {
            if (cell.Day < first || cell.Day >= end || (category ?? cell.Category) != cell.Category
                || (source ?? cell.Source) != cell.Source) continue;
            sum += cell.Micro;
            any = true;
        }

        return any ? new Points(Points.Bounded(sum)) : null;
    }

    /// <summary>Drops days that are no longer kept.</summary>
    /// <returns>Whether there were any.</returns>
    public bool DropBefore(int day) => cells.RemoveAll(cell => cell.Day < day) > 0;

    private void AddCell(BoardCell cell)
    {
        // Grants mostly come in the order of time, so the place is near the end.
        var at = cells.Count;
        while (at > 0 && Key(cells[at - 1]).CompareTo(Key(cell)) > 0) at--;
        if (at > 0 && Key(cells[at - 1]) == Key(cell))
            cells[at - 1] = cell with { Micro = Points.Bounded((Int128)cells[at - 1].Micro + cell.Micro) };
        else cells.Insert(at, cell);
    }

    private static (int, int, int) Key(BoardCell cell) => (cell.Day, cell.Category, cell.Source);

    private static void Add(List<(int Word, Points Sum)> sums, int word, Points amount)
    {
        var at = sums.FindIndex(sum => sum.Word == word);
        if (at < 0) sums.Add((word, amount));
        else sums[at] = (word, sums[at].Sum.Plus(amount));
    }
}
