using Grain.Functions.Spaces;
using System.Net;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Rankings;
using Grain.Functions.Tests.Epochs;
using Xunit;

namespace Grain.Functions.Tests.Explanations;

/// <summary>"Why do I have this?" in words, over all ids of a person.</summary>
public sealed class PersonExplainerTests
{
    private readonly EpochFixture fixture = new();

    [Fact]
    public async Task Points_cred_and_grain_are_told_with_titles_links_policies_and_joined_ids()
    {
        await fixture.CreateAsync(epochsDue: 2);
        await AppendAsync(
            Pull(1, "github/ada", "Fix the parser", 0), Pull(2, "github/ada", "\u001b[31mAdd\u202E docs\n", 1), Review(9, 1, "bob", 1),
            EpochFixture.Grant("thanks", "ada", 5, 1) with { Note = "for the talk" });
        await fixture.IdentifyAsync(new IdentityCreated("ada", "Ada", "USER"), new ActivitySet("ada", true),
            new AliasAdded("ada", "github/ada"));
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());

        foreach (var id in new[] { "ada", "github/ada" })
        {
            var told = await ExplainAsync(id, null);
            Assert.Equal(("ada", "Ada", "2024-01-14"), (told.Contributor, told.Name, told.Epoch));
            Assert.StartsWith("Ada has 21 points, ", told.Answer, StringComparison.Ordinal);
            Assert.EndsWith(" grain: mostly for 2 merged pull requests.", told.Answer, StringComparison.Ordinal);
            Assert.Contains(" of the cred of epoch 2024-01-14 and ", told.Answer, StringComparison.Ordinal);
            var (pulls, thanks) = (told.Points.Groups[0], told.Points.Groups[1]);
            Assert.Equal(
                [("[31mAdd docs", "https://example.org/pull/2"), ("Fix the parser", "https://example.org/pull/1")],
                pulls.Items.Select(item => (item.Title!, item.Url!)));
            Assert.Equal(("1 grant of “test”", "for the talk"), (thanks.What, thanks.Items[0].Title));

            Assert.Equal("2024-01-14", told.Cred!.Epoch);
            Assert.Contains(told.Cred.From.Groups.SelectMany(group => group.Items),
                item => item is { Title: "[31mAdd docs", Url: not null });
            Assert.Contains(told.Cred.From.Groups.SelectMany(group => group.Items), item => item.Title == "for the talk");
            Assert.Contains(told.Cred.Behind.Groups, group => group.What == "flows back from Ada");

            var paid = Assert.Single(told.Grain.Groups);
            Assert.Equal(("2 payments by epochs", "epoch 2024-01-14"), (paid.What, paid.Items[0].Title));
            Assert.Equal(["BALANCED", "IMMEDIATE"], paid.Items[0].Parts!.Select(part => part.Kind));
            Assert.All(paid.Items, item => Assert.Equal(item.Amount, GrainAmount.Sum(item.Parts!.Select(part => part.Amount))));
            Assert.Empty(told.Notes);
        }

        var all = await ExplainAsync("ada", PersonExplainer.AllEpochs);
        Assert.Null(all.Cred!.Epoch);
        Assert.Equal(all.Total!.Cred, all.Cred.From.Amount, 1e-9);
        Assert.Contains("of the cred of all epochs up to 2024-01-14", all.Answer, StringComparison.Ordinal);
        var bob = await ExplainAsync("bob", PersonExplainer.AllEpochs);
        Assert.Contains(bob.Cred!.From.Groups.SelectMany(group => group.Items), item => item.Title == "Review of #1: Fix the parser");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_withdrawn_is_in_no_explanation(bool isWithdrawn)
    {
        await fixture.CreateAsync(epochsDue: 1);
        var like = Pull(1, "ada", "Fix the parser", 0) with { GrantId = "like" };
        var reaction = new ContributionEdge { Type = EdgeTypes.ReactsTo, From = "@bob", To = "x/pull/1" };
        await AppendAsync(Pull(1, "ada", "Fix the parser", 0), Pull(2, "bob", "Add docs", 0),
            like with { Facts = like.Facts! with { Edges = [.. like.Facts.Edges, reaction] } });
        if (isWithdrawn)
            await AppendAsync(EpochFixture.Grant("unlike", "ada", 0, 0) with
            {
                Facts = new ContributionFacts { Withdraws = [new() { Type = EdgeTypes.ReactsTo, From = "@bob", To = "x/pull/1" }] },
            });
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        var behind = (await ExplainAsync("ada", null)).Cred!.Behind;
        Assert.Equal(!isWithdrawn, behind.Groups.Any(group => group.What.Contains("bob", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_reason_is_told_when_there_is_none()
    {
        await fixture.CreateAsync(epochsDue: 1);
        await AppendAsync(
            Commit("c1", "cy", 0), Commit("c2", "cy", 0), EpochFixture.Grant("g", "dan", 9, 0), EpochFixture.Grant("h", "eve", 0, 0));
        var early = await ExplainAsync("cy", null);
        Assert.Equal(["no-epoch-closed"], early.Notes.Select(note => note.Code));
        Assert.Equal("cy has 2 points, no cred and 0 grain: for 2 commits.", early.Answer);

        await fixture.ConfigureAsync(config =>
        {
            config.Weights = config.Weights with { Nodes = new(StringComparer.Ordinal) { ["commit"] = 0 } };
            return config;
        });
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        var none = await ExplainAsync("cy", null);
        Assert.Equal(["contributions-mint-nothing", "not-paid"], none.Notes.Select(note => note.Code));
        Assert.Contains("weights.nodes.commit", none.Notes[0].Text, StringComparison.Ordinal);

        await AppendAsync(EpochFixture.Grant("late", "fay", 3, 0), EpochFixture.Grant("later", "dan", 3, 0));
        Assert.Equal(["counts-later", "not-ranked"], (await ExplainAsync("fay", null)).Notes.Select(note => note.Code));
        Assert.Equal(["counts-later"], (await ExplainAsync("dan", null)).Notes.Select(note => note.Code));
        Assert.Null(await (await NewAsync()).ExplainAsync(fixture.Space, "nobody", null, 3, default));
    }

    [Fact]
    public async Task It_answers_over_HTTP_before_an_epoch_is_closed_too()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        var path = $"spaces/{space}/contributors/explain?id=";
        await app.SendAsync(HttpMethod.Post, $"spaces/{space}/grants",
            """{"grantId":"g1","contributor":"ada","amount":2.5,"grantedAt":"2026-11-02T00:00:00Z","note":"hello"}""");
        var (status, body) = await app.SendAsync(HttpMethod.Get, path + "ada");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ada has 2.5 points, no cred and 0 grain: for 1 grant.", body.GetProperty("answer").GetString());
        Assert.False(body.TryGetProperty("epoch", out _));
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Get, path + "ada&epoch=all")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.SendAsync(HttpMethod.Get, path + "ada&epoch=2026-01-04")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.SendAsync(HttpMethod.Get, path + "bob")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Get, path + new string('x', 200))).Status);
    }

    private async Task<Explanation> ExplainAsync(string id, string? epoch) =>
        (await (await NewAsync()).ExplainAsync(fixture.Space, id, epoch, 3, default))!;

    private async Task<PersonExplainer> NewAsync()
    {
        var storage = await fixture.NewStorageAsync();
        var (epochs, grants) = (new EpochStore(storage), new GrantLedger(storage, fixture.Time));
        var spelling = new AccountSpelling(storage, new RegisterStore(storage, fixture.Time),
            new(storage, new SpaceSecrets(), fixture.Time));
        return new PersonExplainer(new RankedEpochs(epochs, new OpenRankings(storage)), spelling, grants,
            new GrainLedger(storage, fixture.Time), epochs,
            new ProposalBook(storage), new ProposalSealing(grants, spelling));
    }

    private async Task AppendAsync(params Grant[] grants) => Assert.All(
        await new GrantLedger(await fixture.NewStorageAsync(), fixture.Time).AppendAsync(fixture.Space.Journal, grants, default),
        outcome => Assert.IsType<GrantOutcome.Appended>(outcome));

    private static Grant Pull(int number, string who, string title, int week) => Told(
        EpochFixture.Grant($"pull{number}", who, 8, week) with { Key = "github:pull_request.merged" },
        NodeOf(number, title, week), new ContributionEdge { Type = "authors", From = "@" + who, To = $"x/pull/{number}" });

    private static Grant Review(int number, int pull, string who, int week) => Told(
        EpochFixture.Grant($"review{number}", who, 3, week) with { Key = "github:pull_request_review.submitted" },
        NodeOf(number, $"Review of #{pull}", week) with { Id = $"x/review/{number}", Type = "review" },
        new ContributionEdge { Type = "authors", From = "@" + who, To = $"x/review/{number}" },
        new ContributionEdge { Type = "reviews", From = $"x/review/{number}", To = $"x/pull/{pull}" }) is var grant
        ? grant with { Facts = grant.Facts! with { Nodes = [.. grant.Facts.Nodes, NodeOf(pull, "Fix the parser", 0)] } } : null!;

    private static Grant Commit(string sha, string who, int week) => Told(
        EpochFixture.Grant(sha, who, 1, week) with { Key = "github:push.commit" },
        NodeOf(0, "Work", week) with { Id = $"x/commit/{sha}", Type = "commit" },
        new ContributionEdge { Type = "authors", From = "@" + who, To = $"x/commit/{sha}" });

    private static Grant Told(Grant grant, ContributionNode node, params ContributionEdge[] edges) =>
        grant with { Facts = new ContributionFacts { Nodes = [node with { At = grant.GrantedAt }], Edges = edges } };

    private static ContributionNode NodeOf(int number, string title, int week) => new()
    {
        Id = $"x/pull/{number}",
        Type = "pull",
        Module = "x",
        Title = title,
        Url = $"https://example.org/pull/{number}",
        At = EpochFixture.Grant("any", "any", 1, week).GrantedAt,
    };
}
