using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Tests.Webhooks;
using Grain.Functions.Webhooks.Arrivals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Grants;

/// <summary>What somebody does to their own work under another id gives no points, at every rule that says so of one id.</summary>
public sealed class OwnWorkTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("reviews", "@github/ada authors pull", "@github/ada-2 authors review", "review reviews pull")]
    [InlineData("merges", "@github/ada authors pull", "@github/ada-2 merges pull")]
    [InlineData("likes", "@github/ada authors post", "@github/ada-2 reacts-to post")]
    [InlineData("answers", "@github/ada authors question", "@github/ada-2 authors answer", "answer answers question")]
    [InlineData("thanks", "@github/ada authors thanks", "thanks supports @github/ada-2")]
    [InlineData("stars", "@github/ada-2 stars github/ada/notes")]
    [InlineData("forks", "@github/ada forks github/ada-2/notes")]
    public void Is_told_by_the_ends_of_the_act(string what, params string[] edges)
    {
        var grant = Grant(edges);
        Assert.True(OwnWork.IsOwn(grant, Joined), what);
        Assert.False(OwnWork.IsOwn(grant, id => id), what); // two people
        Assert.False(OwnWork.IsOwn(grant with { Key = "api" }, Joined), "a grant that somebody made by hand says what it wants");
        Assert.False(OwnWork.IsOwn(grant with { Corrects = "other" }, Joined), "what was counted can be taken back");
    }

    [Theory]
    [InlineData("@github/ada authors pull", "@github/ada-2 authors comment", "comment comments-on pull")]
    [InlineData("@github/ada authors pull", "@github/bob authors review", "review reviews pull")]
    [InlineData("@github/bob stars github/ada/notes")]
    public void Is_not_what_counts_for_one_id_or_is_anothers(params string[] edges) => Assert.False(OwnWork.IsOwn(Grant(edges), Joined));

    [Fact]
    public void One_has_one_share_in_a_commit_whatever_ids_it_names()
    {
        Grant[] grants =
        [
            Share("push.commit", "github/ada", "c1"), Share("push.co_authored", "github/ada-2", "c1"),
            Share("push.co_authored", "github/bob", "c1"),
            Share("push.commit", "github/bob", "c2"), Share("push.co_authored", "github/ada", "c2"),
            Share("push.co_authored", "github/ada-2", "c2"),
        ];
        Assert.Equal([grants[0], grants[2], grants[3], grants[4]], OwnWork.LeaveOut(grants, Joined));
        Assert.Equal(grants, OwnWork.LeaveOut(grants, id => id));
        var back = grants[1] with { Corrects = "other" };
        Assert.Equal([grants[0], back], OwnWork.LeaveOut([grants[0], back], Joined));

        static Grant Share(string what, string who, string commit) =>
            Grant([$"@{who} authors {commit}"]) with { Contributor = who, Key = $"github:{what}" };
    }

    [Fact]
    public async Task Reviews_and_merges_of_ones_alias_are_not_counted_while_those_of_others_are()
    {
        var storage = await Azurite.NewServiceAsync(account: MemoryAccount.New());
        var (space, _) =
            await new SpaceDirectory(storage, TimeProvider.System).CreateAsync(Azurite.NewName("space-"), 2, new SpaceConfig(), default);
        var registers = new RegisterStore(storage, TimeProvider.System);
        await registers.ChangeAsync(space.Journal, [new IdentityCreated("cody", "cody", "USER"),
            new AliasAdded("cody", "github/codertocat"), new AliasAdded("cody", "github/cat-2")], default);
        var ledger = new GrantLedger(storage, TimeProvider.System);
        var guard = new GrantGuard(storage, ledger, TimeProvider.System);
        var append = new AppendGrants(new SpaceDirectory(storage, TimeProvider.System), new FormerIds(ledger, guard), guard, ledger,
            new PassedGrants(ledger, new GrantQueue(storage), NullLogger<PassedGrants>.Instance), NullLogger<AppendGrants>.Instance);

        foreach (var by in new[] { "cat-2", "maintainer" })
        {
            var merged = Examples.Payload("pull_request", "closed").With("pull_request.merged", true)
                .With("pull_request.merged_at", "2019-06-01T02:00:00Z")
                .With("pull_request.id", by.Length).With("pull_request.merged_by", Deliveries.User(by));
            await CountAsync("pull_request", merged);
            await CountAsync("pull_request_review", Examples.Payload("pull_request_review", "submitted").With("review.state", "approved")
                .With("review.id", by.Length).With("review.user", Deliveries.User(by)));
        }

        Assert.Equal((Points.Of(16), Points.Zero, Points.Of(4)),
            (await TotalAsync("github/codertocat"), await TotalAsync("github/cat-2"), await TotalAsync("github/maintainer")));

        async Task CountAsync(string name, System.Text.Json.Nodes.JsonObject payload)
        {
            foreach (var message in GrantMessage.Split(space.Name, "d", [.. Deliveries.Grants(name, payload)], GrantMessage.NoFormer))
                await append.RunAsync(message, default);
        }

        async Task<Points> TotalAsync(string who) => (await ledger.ReadHeadAsync(space.Journal, who, default)).Totals.Total;
    }

    private static string Joined(string id) => id is "github/ada-2" ? "github/ada" : id;

    private static Grant Grant(string[] edges) => new()
    {
        GrantId = "g",
        Contributor = "github/ada-2",
        Key = "github:act",
        Category = "review",
        Source = "github",
        Amount = Points.Of(1),
        GrantedAt = At,
        Facts = new ContributionFacts
        {
            Edges = [.. edges.Select(edge => edge.Split(' '))
            .Select(edge => new ContributionEdge { From = edge[0], Type = edge[1], To = edge[2] })]
        },
    };
}
