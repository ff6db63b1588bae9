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

    /// <summary>Whose place it took, the latest first: their pieces stay for a while.</summary>
    internal IReadOnlyList<ReplacedRanking> Replaced { get; init; } = [];

    /// <summary>Changes with every ranking; absent before the first.</summary>
    public ETag? ETag { get; init; }

    /// <summary>Whether it is still the open epoch's: with every closing there is another one.</summary>
    public bool IsOpenAfter(SpaceBooks books) => Run is not null && After == books.LastClosed?.Id;

    /// <summary>The same in the place of another one, which it remembers.</summary>
    /// <param name="before">What stood there; absent if nothing did.</param>
    /// <param name="now">The present time.</param>
    internal OpenRanking InPlaceOf(OpenRanking? before, DateTimeOffset now)
    {
        if (before is null) return this;
        var earlier = before.Replaced.Where(each => now - each.At <= ReplacedRanking.KeptFor);
        ReplacedRanking[] all = before.Run?.Owner is { } folder ? [new(folder, now), .. earlier] : [.. before.Replaced];
        return this with { Replaced = [.. all.Take(ReplacedRanking.KeptMax)] };
    }
}

/// <summary>A ranking of the open epoch that is the last one no more: whoever read of it before still reads its pieces.</summary>
/// <param name="Folder">Where its pieces lie, below <c>{space}/open/</c>.</param>
/// <param name="At">When another one took its place.</param>
internal readonly record struct ReplacedRanking(string Folder, DateTimeOffset At)
{
    /// <summary>How long its pieces stay. The latest one's stay until there is another.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>A ranking takes seconds: in that time there are no more.</summary>
    public const int KeptMax = 50;

    /// <summary>Those of a stored text: a line each, with the folder and the time.</summary>
    public static IReadOnlyList<ReplacedRanking> Read(string? text) =>
        [.. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .Select(parts => new ReplacedRanking(parts[0], DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture)))];

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Folder} {At:O}");
}
