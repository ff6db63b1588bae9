using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Graphs;
using Grain.Functions.Reads.Rankings;
using Grain.Functions.Tests.Epochs;
using Xunit;

namespace Grain.Functions.Tests.Graphs;

/// <summary>
/// A space with two closed epochs, in which ada, bob and cy have made something of each other's: bob reviews ada's pull request, cy likes
/// both, and ada thanks bob.
/// </summary>
internal sealed class GraphSpace(string? account = null)
{
    /// <summary>An id that neither XML nor a path would take.</summary>
    public const string Odd = "x/post/\u0001<&\">\u001B \uD83C\uDF3E";

    public EpochFixture Fixture { get; } = new(account);

    public async Task CloseAsync(int epochs = 2, int calculation = CalculationVersion.Current)
    {
        await Fixture.CreateAsync(epochsDue: epochs);
        await AppendAsync(
            Told("p1", "ada", 0, ("x/pull/1", "pull"), ("authors", "@ada", "x/pull/1"), ("part-of", "x/pull/1", "x/nothing-told")),
            Told("r1", "bob", 0, ("x/review/1", "review"), ("authors", "@bob", "x/review/1"), ("reviews", "x/review/1", "x/pull/1")),
            Told("o1", "cy", 1, (Odd, "pull"), ("authors", "@cy", Odd), ("reacts-to", "@cy", "x/pull/1"),
                ("reacts-to", "@cy", "x/review/1")),
            Told("t1", "ada", 1, ("x/thanks/ada>bob", "thanks"), ("authors", "@ada", "x/thanks/ada>bob"),
                ("supports", "x/thanks/ada>bob", "@bob")),
            EpochFixture.Grant("g1", "ada", 7, 1));
        var runner = Fixture.Runner(await Fixture.NewStorageAsync(), calculation);
        for (var epoch = 0; epoch < epochs; epoch++)
            Assert.IsType<EpochRunOutcome.Closed>(await runner.RunAsync(Fixture.Space, default));
    }

    public async Task AppendAsync(params Grant[] grants) => Assert.All(
        await new GrantLedger(await Fixture.NewStorageAsync(), Fixture.Time).AppendAsync(Fixture.Space.Journal, grants, default),
        outcome => Assert.IsType<GrantOutcome.Appended>(outcome));

    public async Task<RankedEpochs> RankingsAsync()
    {
        var storage = await Fixture.NewStorageAsync();
        return new RankedEpochs(new EpochStore(storage), new OpenRankings(storage));
    }

    /// <summary>The last epoch as somebody sees it.</summary>
    public async Task<ShownGraph> ShownAsync(Faces? faces = null)
    {
        var rankings = await RankingsAsync();
        var run = await rankings.FindAsync(Fixture.Name, null, default);
        return ShownGraph.Of(await rankings.PrepareAsync(run!, default), faces ?? Faces.Plain);
    }

    public static Grant Told(string id, string who, int week, (string Id, string Type) node,
        params (string Type, string From, string To)[] edges) => EpochFixture.Grant(id, who, 1, week) is var grant
        ? grant with
        {
            Facts = new ContributionFacts
            {
                Nodes = [new ContributionNode { Id = node.Id, Type = node.Type, Module = "x", At = grant.GrantedAt }],
                Edges = [.. edges.Select(edge => new ContributionEdge { Type = edge.Type, From = edge.From, To = edge.To })],
            },
        } : null!;
}
