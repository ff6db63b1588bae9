using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Grants;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.Discourse;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>The same number or name at another place is another thing or person; at home nothing has a host in its id.</summary>
public sealed class InstancesTests
{
    private const string Company = "ghe.mill.example";

    [Fact]
    public void At_home_nothing_has_a_host_wherever_home_is()
    {
        foreach (var (host, home) in new[] { ("github.com", "github.com"), ("github.com", null), (Company, Company), (Company, null) })
        {
            var grant = Assert.Single(Told(Issue(host), home).Grants);
            Assert.Equal(("github:issues.opened:77", "github/ada-m"), (grant.GrantId, grant.Contributor));
            Assert.True(grant.Tells("@github/ada-m", EdgeTypes.Authors, "github/mill/wheel/issue/3"));
        }
    }

    [Fact]
    public void Elsewhere_ids_people_and_nodes_have_the_host()
    {
        var told = Told(Issue(Company), "github.com");
        var grant = Assert.Single(told.Grants);
        Assert.Equal(($"github:issues.opened:{Company}/77", $"github/{Company}/ada-m", Company), (grant.GrantId, grant.Contributor, told.Host));
        Assert.True(grant.Tells($"@github/{Company}/ada-m", EdgeTypes.Authors, $"github/{Company}/mill/wheel/issue/3"));
        Assert.True(grant.Tells($"github/{Company}/mill/wheel/issue/3", EdgeTypes.References, $"github/{Company}/mill/axle/issue/9"));
        Assert.Equal(new FormerId("github:issues.opened:77", "github/ada-m", "github", Company), Assert.Single(told.Former[grant.GrantId]));
        Assert.Equal("github/github.com/ada-m", Assert.Single(Told(Issue("github.com"), Company).Grants).Contributor);
    }

    [Fact]
    public void Relay_addresses_are_accounts_of_their_own_host()
    {
        foreach (var (home, expected) in new[] { ("github.com", "github/ada"), (Company, "github/github.com/ada") })
        {
            var people = new Functions.Webhooks.GitHub.People(CountingOptions.Default, new Instance(Company, home));
            Assert.True(people.TryFindAuthor("Ada", "1+Ada@users.noreply.github.com", Company, out var person, out _));
            Assert.Equal(expected, person.Contributor);
        }
    }

    [Fact]
    public void Another_forum_has_people_of_its_own()
    {
        var post = Encoding.UTF8.GetBytes(Payloads.Read("discourse.post_liked").ToJsonString());
        Grant Liked(string? home) => Assert.Single(Assert.IsType<WebhookOutcome.Normalised>(
            DiscourseWebhook.Normalise("post_liked", Payloads.Forum, post, EventWeights.Default, Payloads.Options with { Home = home })).Grants);
        var (here, there) = (Liked("forum.example.org"), Liked("other.example.org"));
        Assert.Equal(("discourse/ada", "discourse/forum.example.org/ada"), (here.Contributor, there.Contributor));
        Assert.Equal(here.GrantId, there.GrantId); // which has the host already
        Assert.True(there.Tells("@discourse/forum.example.org/bo", EdgeTypes.ReactsTo, "discourse/forum.example.org/topic/77/3"));
    }

    [Fact]
    public async Task The_first_is_at_home_for_ever_whichever_processes_meet_two_at_once()
    {
        var account = Azurite.NewAccount();
        var processes = new[] { new HomeInstances(await Azurite.NewServiceAsync(account: account)), new HomeInstances(await Azurite.NewServiceAsync(account: account)) };
        Assert.Null(await processes[0].FindAsync("mill", "github", default));
        var homes = await Task.WhenAll(processes[0].OfAsync("mill", "github", "github.com", default), processes[1].OfAsync("mill", "github", Company, default));
        Assert.Equal(homes[0], homes[1]);
        Assert.Equal(homes[0], processes[1].Known("mill", "github"));
        Assert.Equal(homes[0], await new HomeInstances(await Azurite.NewServiceAsync(account: account)).OfAsync("mill", "github", "third.example", default));
        Assert.Equal("third.example", await processes[0].OfAsync("mill", "discourse", "third.example", default));
    }

    [Fact]
    public async Task What_was_counted_without_a_host_counts_no_second_time_and_takes_nothing_from_another_place()
    {
        var fixture = new GrantFixture();
        var (ledger, former) = (await fixture.OpenAsync(), await fixture.OpenFormerAsync());
        var space = new Space(fixture.Space.Name, fixture.Space.Shards, default, 1, new SpaceConfig(), default);
        await ledger.AppendAsync(fixture.Space, [.. Told(Issue("github.com"), null).Grants, .. Told(Issue(Company).With("issue.id", 78), null).Grants], default);

        async Task<int> AppendedAsync(WebhookOutcome.Normalised told) =>
            (await ledger.AppendAsync(fixture.Space, await former.RenameAsync(space, told.Grants, told.Former, default), default)).Count(outcome => outcome is GrantOutcome.Appended);
        Assert.Equal(0, await AppendedAsync(Told(Issue("github.com"), "github.com")));
        Assert.Equal(0, await AppendedAsync(Told(Issue(Company).With("issue.id", 78), "github.com"))); // counted before, without its host
        Assert.Equal(1, await AppendedAsync(Told(Issue(Company), "github.com"))); // the issue of github.com has that number, too
        Assert.Equal(0, await AppendedAsync(Told(Issue(Company), "github.com")));
    }

    [Theory]
    [InlineData("51-ada@users.noreply.gitlab.com", "git.mill.example")]
    [InlineData("51-x@users.noreply.github.com", "gitlab.com")]
    [InlineData("51-ada@users.noreply.gitlab.com", "gitlab.com")]
    public void A_commit_by_a_relay_address_is_looked_up_as_each_instance_counted_it(string address, string host)
    {
        var push = CommitOf.GitLab(new JsonObject { ["name"] = "Ada", ["email"] = address }, $"Oil\n\nCo-authored-by: Bo <{address.Replace("51", "52", StringComparison.Ordinal)}>")
            .With("project.web_url", $"https://{host}/mill/wheel");
        var told = Assert.IsType<WebhookOutcome.Normalised>(Payloads.GitLab(push));
        Assert.Equal(2, told.Grants.Count);
        Assert.All(told.Grants, grant => Assert.Contains(told.Former[grant.GrantId], id => id.Contributor == grant.Contributor && id.Id.EndsWith(grant.Contributor, StringComparison.Ordinal)));
    }

    private static JsonObject Issue(string host) => new()
    {
        ["action"] = "opened",
        ["issue"] = new JsonObject
        {
            ["id"] = 77,
            ["number"] = 3,
            ["title"] = "It squeaks",
            ["body"] = $"As https://{host}/mill/axle/issues/9 does",
            ["html_url"] = $"https://{host}/mill/wheel/issues/3",
            ["created_at"] = "2026-11-10T08:00:00Z",
            ["user"] = Deliveries.User("ada-m"),
        },
        ["repository"] = new JsonObject { ["id"] = 12, ["full_name"] = "mill/wheel", ["html_url"] = $"https://{host}/mill/wheel", ["created_at"] = "2020-02-02T02:02:02Z" },
        ["sender"] = Deliveries.User("ada-m"),
    };

    private static WebhookOutcome.Normalised Told(JsonNode payload, string? home) =>
        Assert.IsType<WebhookOutcome.Normalised>(Deliveries.Read("issues", payload, options: CountingOptions.Default with { Home = home }));
}
