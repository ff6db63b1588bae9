
namespace Grain.Functions.Epochs;

/// <summary>How a space's time is cut into epochs: without gaps, all of the same length.</summary>
public sealed record EpochSchedule
{
    /// <summary>The longest epoch: ten years.</summary>
    public const int LengthDaysMax = 3660;

    /// <summary>Length of an epoch in days, 1 to <see cref="LengthDaysMax"/>. Default: a week.</summary>
    public int LengthDays { get; set; } = 7;

    /// <summary>A moment at which an epoch begins; the others follow from it both ways. Default: a Sunday, 00:00 UTC. Whole minutes.</summary>
    public DateTimeOffset Anchor { get; set; } = new(2000, 1, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first epoch is the one that contains this moment. Default: when the space was made.</summary>
    public DateTimeOffset? First { get; set; }

    /// <summary>The epoch that contains a moment.</summary>
    public Epoch Containing(DateTimeOffset moment)
    {
        var length = TimeSpan.FromDays(LengthDays);
        var count = Math.DivRem((moment - Anchor).Ticks, length.Ticks, out var rest) - (rest < 0 ? 1 : 0);
        var start = Anchor.ToUniversalTime() + (length * count);
        return Epoch.Of(start, start + length);
    }

    /// <summary>The epoch after another.</summary>
    public Epoch After(Epoch epoch) => Containing(epoch.End);

    /// <summary>The first epoch of a space.</summary>
    public Epoch FirstOf(DateTimeOffset createdAt) => Containing(First ?? createdAt);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (LengthDays is < 1 or > LengthDaysMax) yield return ($"{path}.lengthDays", $"must lie between 1 and {LengthDaysMax}");
        if (Anchor.Ticks % TimeSpan.TicksPerMinute != 0) yield return ($"{path}.anchor", "must be a whole minute");
        if (Anchor.Year is < 1970 or > 2200) yield return ($"{path}.anchor", "must lie between the years 1970 and 2200");
        if (First is { Year: < 1970 or > 2200 }) yield return ($"{path}.first", "must lie between the years 1970 and 2200");
    }
}
