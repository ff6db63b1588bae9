using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>What an edit took out has no part in epochs that close later, and those that are closed stay as they are.</summary>
public sealed class EditedEpochTests
{
    private const string Post = "post/1";
    private const string Other = "post/2";

    [Fact]
    public async Task A_withdrawn_reference_gives_nothing_more_and_moves_no_closed_epoch()
    {
        var (edited, never) = (new EpochFixture(), new EpochFixture());
        foreach (var fixture in new[] { edited, never })
        {
            await fixture.CreateAsync(epochsDue: 1);
            await AppendAsync(fixture, Tells("g1", "ada", Post), Tells("g2", "ben", Other));
        }

        await AppendAsync(edited, Tells("g3", "ada", Post, References()));
        await AppendAsync(never, Tells("g3", "ada", Post));
        Assert.Equal((1, 1), (await edited.RunAllAsync(), await never.RunAllAsync()));
        var before = await EpochAsync(edited, 0);
        Assert.True(CredOf(before.Scores, "ben") > CredOf((await EpochAsync(never, 0)).Scores, "ben"));

        foreach (var fixture in new[] { edited, never }) fixture.Time.Ahead += TimeSpan.FromDays(7);
        await AppendAsync(edited, Facts("g4", "ben", new ContributionFacts
        {
            Withdraws = [new() { Type = EdgeTypes.References, From = Post, To = Other, At = At(1) }],
        }));
        await AppendAsync(never, Facts("g4", "ben", new ContributionFacts()));
        Assert.Equal((1, 1), (await edited.RunAllAsync(), await never.RunAllAsync()));

        var (after, expected) = (await EpochAsync(edited, 1), await EpochAsync(never, 1));
        Assert.Equal(expected.Scores.Edges, after.Scores.Edges);
        foreach (var who in new[] { "ada", "ben" }) Assert.Equal(CredOf(expected.Scores, who), CredOf(after.Scores, who), 1e-6);
        Assert.DoesNotContain(after.Graph.Edges, edge => edge.Type == EdgeTypes.References);
        Assert.Equal(before.Statement.ToArray(), (await EpochAsync(edited, 0)).Statement.ToArray());
        Assert.Equal((2, null), await new EpochVerifier(new EpochStore(await edited.NewStorageAsync()),
            new GrainLedger(await edited.NewStorageAsync(), edited.Time)).VerifyAsync(edited.Space, null, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_takes_a_reaction_back_takes_one_telling_of_it_whichever_comes_first(bool isFirst)
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        var ledger = new GrantLedger(await fixture.NewStorageAsync(), fixture.Time);
        Grant[] awards = [Reaction("r1"), Reaction("r2")];
        if (isFirst) await ledger.TakeBackAsync(fixture.Space.Journal, Reversal(awards[0]), default);
        await AppendAsync(fixture, [Tells("g1", "ada", Post), .. awards]);
        await ledger.TakeBackAsync(fixture.Space.Journal, Reversal(awards[0]), default);
        Assert.Equal(1, await fixture.RunAllAsync());
        Assert.Single((await EpochAsync(fixture, 0)).Graph.Edges, edge => edge.Type == EdgeTypes.ReactsTo);

        await ledger.TakeBackAsync(fixture.Space.Journal, Reversal(awards[1]), default);
        await ledger.TakeBackAsync(fixture.Space.Journal, Reversal(awards[1]), default);
        fixture.Time.Ahead += TimeSpan.FromDays(7);
        Assert.Equal(1, await fixture.RunAllAsync());
        Assert.DoesNotContain((await EpochAsync(fixture, 1)).Graph.Edges, edge => edge.Type == EdgeTypes.ReactsTo);
        Assert.Equal(Points.Of(1), (await ledger.ReadHeadAsync(fixture.Space.Journal, "ada", default)).Totals.Total);
    }

    [Fact]
    public async Task People_in_what_is_withdrawn_are_spelled_as_they_are_where_it_was_told()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        await AppendAsync(fixture, Tells("g1", "ada", Post), Facts("r1", "ada", new ContributionFacts
        {
            Edges = [new() { Type = EdgeTypes.ReactsTo, From = "@GitHub/Ben", To = Post, At = At(0) }],
        }));
        await AppendAsync(fixture, Facts("r2", "ada", new ContributionFacts
        {
            Withdraws = [new() { Type = EdgeTypes.ReactsTo, From = "@github/BEN", To = Post, At = At(0) }],
        }));
        Assert.Equal(1, await fixture.RunAllAsync());
        var graph = (await EpochAsync(fixture, 0)).Graph;
        Assert.DoesNotContain(graph.Edges, edge => edge.Type == EdgeTypes.ReactsTo);
        Assert.Single(graph.Ids, id => id.Contains("ben", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task AppendAsync(EpochFixture fixture, params Grant[] grants) => Assert.All(
        await new GrantLedger(await fixture.NewStorageAsync(), fixture.Time).AppendAsync(fixture.Space.Journal, grants, default),
        outcome => Assert.IsType<GrantOutcome.Appended>(outcome));

    private static async Task<(ContributionGraph Graph, CredScores Scores, ReadOnlyMemory<byte> Statement)> EpochAsync(
        EpochFixture fixture, int index)
    {
        var store = new EpochStore(await fixture.NewStorageAsync());
        var runs = new List<EpochRun>();
        await foreach (var run in store.ListAsync(fixture.Name)) runs.Add(run);
        return (GraphBlob.Read(await store.GetAsync(runs[index].Graph!, default)),
            EpochWork.ReadScores(await store.GetAsync(runs[index].Scores!, default)),
            await store.GetAsync(runs[index].Statement!, default));
    }

    private static double CredOf(CredScores scores, string who) => scores.Participants.Single(person => person.Id == who).Cred;

    private static Grant Tells(string id, string who, string node, params ContributionEdge[] more) => Facts(id, who, new ContributionFacts
    {
        Nodes = [new() { Id = node, Type = NodeTypes.Issue, Module = "forum", At = At(0) }],
        Edges = [new() { Type = EdgeTypes.Authors, From = $"@{who}", To = node, At = At(0) }, .. more],
    });

    private static ContributionEdge References() => new() { Type = EdgeTypes.References, From = Post, To = Other, At = At(0) };

    private static Grant Reaction(string id) => Facts(id, "ada", new ContributionFacts
    {
        Edges = [new() { Type = EdgeTypes.ReactsTo, From = "@ben", To = Post, At = At(0) }],
    });

    private static Grant Reversal(Grant reaction) => reaction with
    {
        GrantId = reaction.GrantId + EarlyCorrections.WholeSuffix,
        Corrects = reaction.GrantId,
        Amount = -reaction.Amount,
        Facts = new ContributionFacts { Withdraws = [new() { Type = EdgeTypes.ReactsTo, From = "@ben", To = Post, Once = true }] },
    };

    private static Grant Facts(string id, string who, ContributionFacts facts) =>
        EpochFixture.Grant(id, who, 1, 0) with { Facts = facts };

    private static DateTimeOffset At(int week) => EpochFixture.Grant("any", "ada", 1, week).GrantedAt;
}
