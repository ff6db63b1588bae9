namespace Grain.Functions.Cred.Graph;

/// <summary>How cred flows over a connection: from its first node to its second (forward), and back.</summary>
public sealed record EdgeWeight
{
    /// <summary>Weight from the node that does to the node it is done to; finite, at least 0.</summary>
    /// <value>0 to 1e15</value>
    /// <example>0.5</example>
    public double Forward { get; set; }

    /// <summary>Weight back; finite, at least 0.</summary>
    /// <value>0 to 1e15</value>
    /// <example>0.25</example>
    public double Backward { get; set; }
}

/// <summary>Weights that a space names. Each entry stands for itself: what is not named stays as it was.</summary>
public abstract record WeightTable
{
    /// <summary>What a node of a type mints; finite, at least 0.</summary>
    /// <value>known types, and those that <c>types.nodes</c> lists; 0 to 1e15 each</value>
    /// <example>{"comment":0.25}</example>
    public SortedDictionary<string, double> Nodes { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How an edge of a type conducts.</summary>
    /// <value>known types, and those that <c>types.edges</c> lists</value>
    /// <example>{"reacts-to":{"forward":0.25,"backward":0}}</example>
    public SortedDictionary<string, EdgeWeight> Edges { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What the mint of a single node (by id) is multiplied by; finite, at least 0. 0: it mints nothing.</summary>
    /// <value>at most 10000 ids of contributions; 0 to 1e15 each</value>
    /// <example>{"github/octo/mill/pull/7":3}</example>
    public SortedDictionary<string, double> NodeOverrides { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The most that all contributions of a source module, dated in the same epoch, mint together; finite, at least 0. Where they
    /// would mint more, all of them are scaled down alike. 0: nothing.
    /// </summary>
    /// <value>known sources, and those that <c>types.sources</c> lists; 0 to 1e15 each</value>
    /// <example>{"discourse":50}</example>
    public SortedDictionary<string, double> MintCaps { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// What the mints of all nodes whose ids begin with a text are multiplied by; finite, at least 0. Of several that fit all count.
    /// </summary>
    /// <value>at most 1000 beginnings of ids; 0 to 1e15 each</value>
    /// <example>{"github/octo/mill/":0.5}</example>
    public SortedDictionary<string, double>? NodePrefixes { get; set; }

    /// <summary>
    /// What each connection of a type mints, at the contribution that it leads to: a reaction, a like. Finite, at least 0.
    /// </summary>
    /// <value>known types, and those that <c>types.edges</c> lists; 0 to 1e15 each</value>
    /// <example>{"reacts-to":1}</example>
    public SortedDictionary<string, double>? EdgeMints { get; set; }

    /// <summary>
    /// What the weights of a single connection are multiplied by; finite, at least 0. It is named by its type and both ends, people with a
    /// <c>@</c> before their id, with a space between.
    /// </summary>
    /// <value>at most 10000 connections; 0 to 1e15 each</value>
    /// <example>{"reacts-to @github/ada github/octo/mill/pull/7":{"forward":2,"backward":1}}</example>
    public SortedDictionary<string, EdgeWeight>? EdgeOverrides { get; set; }

    private protected IEnumerable<(string Path, string Message)> CheckTable(string path)
    {
        foreach (var fault in CheckNumbers($"{path}.nodes", Nodes)) yield return fault;
        foreach (var fault in Edges.SelectMany(edge => CheckEdge($"{path}.edges.{edge.Key}", edge.Value))) yield return fault;
        foreach (var fault in (EdgeOverrides ?? []).SelectMany(edge => CheckEdge($"{path}.edgeOverrides['{edge.Key}']", edge.Value)))
            yield return fault;
        foreach (var fault in CheckNumbers($"{path}.edgeMints", EdgeMints ?? [])) yield return fault;
        foreach (var (prefix, factor) in NodePrefixes ?? [])
            if (!IsWeight(factor)) yield return ($"{path}.nodePrefixes['{prefix}']", WeightRule);

        foreach (var (id, factor) in NodeOverrides)
        {
            // Ids are paths with dots and slashes, so they stand in brackets.
            if (!IsWeight(factor)) yield return ($"{path}.nodeOverrides['{id}']", WeightRule);
            else if (ContributionGraph.IsParticipant(id))
                yield return ($"{path}.nodeOverrides['{id}']", "must be the id of a contribution: participants mint nothing");
        }

        foreach (var fault in CheckNumbers($"{path}.mintCaps", MintCaps)) yield return fault;
    }

    private static IEnumerable<(string Path, string Message)> CheckEdge(string path, EdgeWeight? weight)
    {
        if (weight is null) yield return (path, "must not be null");
        if (!IsWeight(weight?.Forward ?? 0)) yield return ($"{path}.forward", WeightRule);
        if (!IsWeight(weight?.Backward ?? 0)) yield return ($"{path}.backward", WeightRule);
    }

    /// <summary>
    /// The largest weight. A mint is a product of two of them and a grant's points (up to 10¹³), and CredRank adds millions of these: all
    /// stays far from 10³⁰⁸, where doubles end. Beyond it an epoch could not be computed, and keeps the configuration that it began with.
    /// </summary>
    internal const double WeightMax = 1e15;

    private const string WeightRule = "must be a number from 0 to 1e15";

    private static bool IsWeight(double value) => value is >= 0 and <= WeightMax;

    private static IEnumerable<(string Path, string Message)> CheckNumbers(string path, SortedDictionary<string, double> numbers) =>
        numbers.Where(number => !IsWeight(number.Value)).Select(number => ($"{path}.{number.Key}", WeightRule));
}

/// <summary>Weights that apply from a moment on. Nodes and edges that are dated earlier keep what applied before.</summary>
public sealed record WeightChange : WeightTable
{
    /// <summary>From when: <c>2026-11-15</c> or <c>2026-11-15T12:00:00Z</c>. Without an offset it is UTC.</summary>
    /// <value>a day or a time in the years 1970 to 2200</value>
    /// <example>"2026-12-01"</example>
    public DateTime From { get; set; }

    /// <summary>The same in milliseconds since 1970-01-01 UTC.</summary>
    internal long FromMs => new DateTimeOffset(From.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(From, DateTimeKind.Utc) : From)
        .ToUnixTimeMilliseconds();

    internal IEnumerable<(string Path, string Message)> Check(string path) => From.Year is < 1970 or > 2200
        ? CheckTable(path).Prepend(($"{path}.from", "must lie between the years 1970 and 2200"))
        : CheckTable(path);
}
