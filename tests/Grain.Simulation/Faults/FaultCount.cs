namespace Grain.Simulation.Faults;

/// <summary>How often each went wrong.</summary>
internal sealed class FaultCount
{
    private readonly long[] counts = new long[Enum.GetValues<FaultKind>().Length];

    /// <summary>All together.</summary>
    public long Sum => counts.Sum();

    /// <summary>By kind, those that never happened included.</summary>
    public IEnumerable<(FaultKind Kind, long Count)> All => Enum.GetValues<FaultKind>().Select(kind => (kind, counts[(int)kind]));

    /// <summary>One more.</summary>
    public void Add(FaultKind kind) => counts[(int)kind]++;

    /// <summary>All that another counted.</summary>
    public void Add(FaultCount other)
    {
        for (var i = 0; i < counts.Length; i++) counts[i] += other.counts[i];
    }

    /// <summary>So many more.</summary>
    public void Add(FaultKind kind, long count) => counts[(int)kind] += count;
}
