using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Tests.CredRank;

/// <summary>A random input of any shape: hubs, self loops, parallel edges, one-way edges, idle stretches, attributions.</summary>
internal sealed record RandomGraph(
    string[] Participants, (string Id, double Mint)[] Contributions, RandomGraph.Edge[] Edges, EpochBoundaries Epochs,
    CredRankParameters Parameters)
{
    private const double Day = 86_400_000;

    public PersonalAttributions Attributions { get; private init; } = PersonalAttributions.None;

    public sealed record Edge(string Source, string Target, double Forward, double Backward, double TimeMs);

    public static RandomGraph Create(int seed)
    {
        var random = new Random(seed);
        var participants = Enumerable.Range(0, random.Next(1, 8)).Select(p => $"p{p}").ToArray();
        var contributions = Enumerable.Range(0, random.Next(1, 30)).Select(c => ($"c{c}", c == 0 ? 1.5 : random.Next(0, 4))).ToArray();
        var epochs = random.Next(1, 40);
        string Node() =>
            random.Next(3) == 0 ? participants[random.Next(participants.Length)] : contributions[random.Next(contributions.Length)].Item1;
        double Weight() => random.Next(4) == 0 ? 0 : random.NextDouble() * 3;
        double Time() => ((random.NextDouble() * (epochs + 1)) - 0.5) * Day;
        var edges = Enumerable.Range(0, random.Next(0, 60)).Select(_ => new Edge(Node(), Node(), Weight(), Weight(), Time()));
        var shares = Enumerable.Range(0, 5).Select(_ => random.NextDouble() + 0.02).ToArray();
        var part = 1 / (shares.Sum() * 1.000001);
        return new RandomGraph(
            participants,
            contributions,
            [new Edge("c0", "p0", 1, 0.5, Time()), .. edges],
            new EpochBoundaries(Enumerable.Range(0, epochs).Select(k => k * Day), epochs * Day),
            new CredRankParameters(shares[0] * part, shares[1] * part, random.Next(4) == 0 ? 0 : shares[2] * part,
                random.Next(4) == 0 ? 0 : shares[3] * part))
        {
            Attributions = random.Next(2) == 0 ? PersonalAttributions.None : new PersonalAttributions(
                [new AttributionGiver("p0", [.. participants.Take(2)
                    .Select(to => new AttributionRecipient(to, [new(Time(), 0.3), new((epochs + 1) * Day, 0)]))])]),
        };
    }

    /// <summary>The same input with nodes and edges in another order.</summary>
    public RandomGraph Shuffle(int seed)
    {
        var random = new Random(seed);
        return this with
        {
            Participants = [.. Participants.OrderBy(_ => random.Next())],
            Contributions = [.. Contributions.OrderBy(_ => random.Next())],
            Edges = [.. Edges.OrderBy(_ => random.Next())],
        };
    }

    public WeightedGraph ToGraph()
    {
        var index =
            Participants.Concat(Contributions.Select(c => c.Id)).Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i);
        return new WeightedGraph(
            Participants,
            [.. Contributions.Select(c => c.Id)],
            Contributions.Select(c => c.Mint).ToArray(),
            new WeightedEdges(
                Edges.Select(e => index[e.Source]).ToArray(),
                Edges.Select(e => index[e.Target]).ToArray(),
                Edges.Select(e => e.Forward).ToArray(),
                Edges.Select(e => e.Backward).ToArray(),
                Edges.Select(e => e.TimeMs).ToArray()));
    }

    public CredSolution Solve(CredRankOptions? options = null) =>
        CredRankSolver.Solve(ToGraph(), Epochs, Parameters, Attributions,
            options ?? new CredRankOptions { Threshold = 1e-15, IterationsMax = 20_000, Threads = 1 });
}
