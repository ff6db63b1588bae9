using System.Collections.Immutable;

namespace Grain.Functions.Cred.CredRank;

/// <summary>
/// The epochs that CredRank computes over: contiguous, each <c>[start, end)</c>, in the order of time.
/// Times are milliseconds since 1970-01-01 UTC.
/// </summary>
public sealed class EpochBoundaries
{
    private const double MillisecondsPerDay = 24.0 * 60 * 60 * 1000;
    private const double MillisecondsPerWeek = 7 * MillisecondsPerDay;

    // Two thousand years: who means more has mistaken the unit.
    private const int WeeksMost = 104_000;

    // 1970-01-01 was a Thursday; the first Sunday is three days later.
    private const double FirstSunday = 3 * MillisecondsPerDay;

    private readonly double epochsPerMs;

    /// <summary>Makes epochs from their starts.</summary>
    /// <param name="starts">The starts, strictly increasing; each epoch ends where the next one starts.</param>
    /// <param name="lastEnd">Where the last epoch ends.</param>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.NoEpochs"/> or
    /// <see cref="CredRankFaults.EpochsNotIncreasing"/>.</exception>
    public EpochBoundaries(IEnumerable<double> starts, double lastEnd)
    {
        Starts = [.. starts];
        LastEnd = lastEnd;
        if (Starts.IsEmpty) throw new CredRankException(CredRankFaults.NoEpochs, "There is no epoch to compute cred for.");

        for (var epoch = 0; epoch < Starts.Length; epoch++)
        {
            if (!double.IsFinite(Starts[epoch]) || !(Starts[epoch] < EndOf(epoch)) || !double.IsFinite(EndOf(epoch)))
            {
                throw new CredRankException(
                    CredRankFaults.EpochsNotIncreasing, $"Epoch {epoch} starts at {Starts[epoch]} and ends at {EndOf(epoch)}.");
            }
        }

        epochsPerMs = Starts.Length / (LastEnd - Starts[0]);
    }

    /// <summary>The start of each epoch.</summary>
    public ImmutableArray<double> Starts { get; }

    /// <summary>The end of the last epoch, exclusive.</summary>
    public double LastEnd { get; }

    /// <summary>How many epochs there are; at least 1.</summary>
    public int Count => Starts.Length;

    /// <summary>The UTC weeks, each from Sunday 00:00, that cover all times from first to last, both included.</summary>
    /// <param name="firstMs">The earliest time to cover.</param>
    /// <param name="lastMs">The latest time to cover; not before <paramref name="firstMs"/>.</param>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.TooManyEpochs"/>.</exception>
    public static EpochBoundaries Weekly(double firstMs, double lastMs)
    {
        var first = Math.Floor((firstMs - FirstSunday) / MillisecondsPerWeek);
        var end = Math.Floor((lastMs - FirstSunday) / MillisecondsPerWeek) + 1;
        if (!(end - first <= WeeksMost))
            throw new CredRankException(CredRankFaults.TooManyEpochs, $"From {firstMs} to {lastMs} are {end - first} weeks, and at most "
                + $"{WeeksMost} can be epochs. Times are milliseconds since 1970.");
        var starts = new List<double>();
        for (var week = first; week < end; week++) starts.Add(FirstSunday + (week * MillisecondsPerWeek));
        return new EpochBoundaries(starts, FirstSunday + (end * MillisecondsPerWeek));
    }

    /// <summary>The end of an epoch, exclusive.</summary>
    public double EndOf(int epoch) => epoch + 1 < Starts.Length ? Starts[epoch + 1] : LastEnd;

    /// <summary>The first epoch that starts at a time or later; as many as there are epochs if none does.</summary>
    public int FirstFrom(double timeMs)
    {
        var found = Starts.AsSpan().BinarySearch(timeMs);
        return found >= 0 ? found : ~found;
    }

    /// <summary>
    /// The epoch of a time. A time on a boundary belongs to the epoch that starts there. What lies before the first epoch
    /// counts in the first, and what lies after the last counts in the last, so that nothing is lost.
    /// </summary>
    public int EpochOf(double timeMs)
    {
        // Epochs are mostly of equal length, so the average length nearly always leads to the right one at once.
        var guess = (timeMs - Starts[0]) * epochsPerMs;
        var epoch = guess > 0 ? (int)Math.Min(guess, Starts.Length - 1) : 0;
        var notBefore = epoch == 0 || timeMs >= Starts[epoch];
        var notAfter = epoch + 1 == Starts.Length || timeMs < Starts[epoch + 1];
        return notBefore && notAfter ? epoch : Search(timeMs);
    }

    private int Search(double timeMs)
    {
        var first = FirstFrom(timeMs);
        return first < Starts.Length && Starts[first] == timeMs ? first : Math.Max(0, first - 1);
    }
}
