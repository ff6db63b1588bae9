using Azure;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>
/// The epoch that is not closed yet, ranked as if it were closed at that moment. It pays nothing and no statement knows of it; the next
/// one takes its place.
/// </summary>
/// <param name="Run">The run as it would stand before its first payment, with the pieces that the ranking stored; its
/// <see cref="EpochRun.StageAt"/> is the moment up to which everything is in it. Absent while the first one is collected.</param>
/// <param name="News">Says all that it was made from: while that is the same, so is the ranking.</param>
/// <param name="After">The last closed epoch that it follows on; absent before the first.</param>
public sealed record OpenRanking(EpochRun? Run, string News, string? After)
{
    /// <summary>A graph that is further on and not ranked yet: there was too much for one go. The next one goes on from it.</summary>
    public StoredPiece? Collecting { get; init; }

    /// <summary>Changes with every ranking; absent before the first.</summary>
    public ETag? ETag { get; init; }

    /// <summary>Whether it is still the open epoch's: with every closing there is another one.</summary>
    public bool IsOpenAfter(SpaceBooks books) => Run is not null && After == books.LastClosed?.Id;
}
