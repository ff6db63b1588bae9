using System.Collections.Concurrent;

namespace Grain.Functions.Benchmarks.Load;

/// <summary>What clients got in a stage.</summary>
internal sealed class LoadFigures
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> times = [];

    /// <summary>How many answers there were that were not as they should be, by what they were.</summary>
    public ConcurrentDictionary<string, int> Errors { get; } = [];

    /// <summary>How many requests there were.</summary>
    public int Count => times.Values.Sum(each => each.Count);

    /// <summary>Notes how long an answer took, in milliseconds.</summary>
    public void Note(string kind, double milliseconds) => times.GetOrAdd(kind, _ => []).Enqueue(milliseconds);

    /// <summary>How many of a kind.</summary>
    public int Of(string kind) => times.TryGetValue(kind, out var each) ? each.Count : 0;

    /// <summary>The kinds, the slowest first, with the time that 99 of 100 of its answers took at most.</summary>
    public IEnumerable<(string Kind, double P99)> Slowest =>
        times.Keys.Select(kind => (kind, Quantile(0.99, kind))).OrderByDescending(each => each.Item2);

    /// <summary>The time that a share of the answers took at most; of one kind, or of all.</summary>
    public double Quantile(double share, string? kind = null)
    {
        var sorted = (kind is null ? times.Values.SelectMany(each => each) : times.GetValueOrDefault(kind) ?? []).Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }
}
