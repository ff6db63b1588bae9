namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>What keeps points from being farmed by webhook. Without any of it, every event counts in full.</summary>
public sealed record GuardConfig
{
    private const int ShareMax = 99;

    /// <summary>
    /// By source (<c>github</c>, …): the most points that one person can gain from it on one day. What is above counts as no points.
    /// </summary>
    /// <value>known sources, and those that <c>types.sources</c> lists; at least 0 each</value>
    /// <example>{"chat":20}</example>
    public SortedDictionary<string, Points> DailyCaps { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// By key (<c>github:star.created</c>, …): how much a repetition by the same person on the same day is worth of the time before, in
    /// percent. With 50 the second counts half, the third a quarter.
    /// </summary>
    /// <value>known kinds, and those that <c>types.events</c> lists; 0 to 99 each</value>
    /// <example>{"chat:reaction.added":50}</example>
    public SortedDictionary<string, int> RepeatPercent { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether what people do whom the space does not know yet is held until somebody releases it.</summary>
    /// <example>true</example>
    public bool HoldNewcomers { get; set; }

    /// <summary>Whether there is anything to decide.</summary>
    internal bool IsOn => HoldNewcomers || DailyCaps.Count > 0 || RepeatPercent.Count > 0;

    /// <summary>Its lists, with how much each may hold.</summary>
    internal IEnumerable<(string Path, int Count, int Most)> Lists(string path) =>
    [
        ($"{path}.dailyCaps", DailyCaps.Count, ConfigSize.WordsMax), ($"{path}.repeatPercent", RepeatPercent.Count, ConfigSize.WordsMax),
    ];

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var (source, cap) in DailyCaps)
            if (cap < Points.Zero || cap > Points.TotalMax)
                yield return ($"{path}.dailyCaps.{source}", $"must lie between 0 and {Points.TotalMax}");
        foreach (var (key, percent) in RepeatPercent)
            if (percent is < 0 or > ShareMax) yield return ($"{path}.repeatPercent.{key}", $"must lie between 0 and {ShareMax}");
    }
}
