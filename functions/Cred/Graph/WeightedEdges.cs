namespace Grain.Functions.Cred.Graph;

/// <summary>
/// The edges of a <see cref="WeightedGraph"/>, one array a column. Edge <c>e</c> leads from <c>Sources[e]</c> to
/// <c>Targets[e]</c>; cred flows along it with the forward weight and against it with the backward weight. Self loops and
/// parallel edges are allowed.
/// </summary>
public sealed class WeightedEdges
{
    /// <summary>Makes the columns into edges.</summary>
    /// <param name="sources">Node index where each edge begins.</param>
    /// <param name="targets">Node index where each edge ends.</param>
    /// <param name="forwardWeights">Weight of the flow from source to target; finite, 0 = none.</param>
    /// <param name="backwardWeights">Weight of the flow from target to source; finite, 0 = none.</param>
    /// <param name="timesMs">When it happened, milliseconds since 1970-01-01 UTC. It decides the epoch of the participants at its
    /// ends.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public WeightedEdges(
        ReadOnlyMemory<int> sources,
        ReadOnlyMemory<int> targets,
        ReadOnlyMemory<double> forwardWeights,
        ReadOnlyMemory<double> backwardWeights,
        ReadOnlyMemory<double> timesMs)
    {
        var count = sources.Length;
        if (targets.Length != count || forwardWeights.Length != count || backwardWeights.Length != count || timesMs.Length != count)
        {
            throw new ArgumentException(
                $"The columns of the edges differ in length: {count} sources, {targets.Length} targets, "
                + $"{forwardWeights.Length} forward weights, {backwardWeights.Length} backward weights, {timesMs.Length} times.",
                nameof(sources));
        }

        Sources = sources;
        Targets = targets;
        ForwardWeights = forwardWeights;
        BackwardWeights = backwardWeights;
        TimesMs = timesMs;
    }

    /// <summary>How many edges there are.</summary>
    public int Count => Sources.Length;

    /// <summary>Node index where each edge begins.</summary>
    public ReadOnlyMemory<int> Sources { get; }

    /// <summary>Node index where each edge ends.</summary>
    public ReadOnlyMemory<int> Targets { get; }

    /// <summary>Weight of the flow from source to target.</summary>
    public ReadOnlyMemory<double> ForwardWeights { get; }

    /// <summary>Weight of the flow from target to source.</summary>
    public ReadOnlyMemory<double> BackwardWeights { get; }

    /// <summary>When each edge happened, milliseconds since 1970-01-01 UTC.</summary>
    public ReadOnlyMemory<double> TimesMs { get; }
}
