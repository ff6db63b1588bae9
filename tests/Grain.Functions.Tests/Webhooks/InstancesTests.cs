using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
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
        Assert.Equal(($"github:issues.opened:{Company}/77", $"github/{Company}/ada-m", Company),
            (grant.GrantId, grant.Contributor, told.Host));
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
            var people = new ForgePeople(GitHubWebhook.Forge, CountingOptions.Default, new Instance(Company, home));
            Assert.Equal(expected, people.FindAuthor("Ada", "1+Ada@users.noreply.github.com").Person!.Contributor);
        }
    }

    [Fact]
    public void Another_forum_has_people_of_its_own()
    {
        var post = Encoding.UTF8.GetBytes(Payloads.Read("discourse.post_liked").ToJsonString());
        Grant Liked(string? home) => Assert.Single(Assert.IsType<WebhookOutcome.Normalised>(
            DiscourseWebhook.Normalise("post_liked", Payloads.Forum, post, EventWeights.Default,
                Payloads.Options with { Home = home })).Grants);
        var (here, there) = (Liked("forum.example.org"), Liked("other.example.org"));
        Assert.Equal(("discourse/ada", "discourse/forum.example.org/ada"), (here.Contributor, there.Contributor));
        Assert.Equal(here.GrantId, there.GrantId); // which has the host already
        Assert.True(there.Tells("@discourse/forum.example.org/bo", EdgeTypes.ReactsTo, "discourse/forum.example.org/topic/77/3"));
    }

    [Fact]
    public async Task The_first_is_at_home_for_ever_whichever_processes_meet_two_at_once()
    {
        var account = MemoryAccount.New();
        var processes = new[] { await HomesAsync(account), await HomesAsync(account) };
        var mill = SpaceOf(new JournalSpace("mill", 1));
        Assert.Null(await processes[0].FindAsync("mill", "github", default));
        var homes = await Task.WhenAll(processes[0].OfAsync(mill, "github", "github.com", default),
            processes[1].OfAsync(mill, "github", Company, default));
        Assert.Equal(homes[0], homes[1]);
        Assert.Equal(homes[0], processes[1].Known("mill", "github"));
        Assert.Equal(homes[0], await (await HomesAsync(account)).OfAsync(mill, "github", "third.example", default));
        Assert.Equal("third.example", (await processes[0].OfAsync(mill, "discourse", "third.example", default)).Host);
    }

    [Fact]
    public async Task A_space_goes_on_with_the_instance_that_it_has_lived_with()
    {
        var (fixture, forum) = (new GrantFixture(), "forum.example.org");
        var space = SpaceOf(fixture.Space);
        var post = Encoding.UTF8.GetBytes(Payloads.Read("discourse.post_liked").ToJsonString());
        var liked = Assert.IsType<WebhookOutcome.Normalised>(
            DiscourseWebhook.Normalise("post_liked", $"https://{forum}", post, EventWeights.Default, CountingOptions.Default));
        await (await fixture.OpenAsync()).AppendAsync(
            fixture.Space, [.. Told(Issue(Company), null).Grants, .. Told(Issue("ghe.other.example"), "github.com").Grants,
                .. liked.Grants], default);
        var homes = await HomesAsync(fixture.Account);
        Assert.Equal(Company, (await homes.LikelyAsync(space, "github", default))!.Host);
        Assert.Null(await homes.FindAsync(space.Name, "github", default)); // it only asked
        Assert.Equal(Company, (await homes.OfAsync(space, "github", "github.com", default)).Host); // a stranger's star came first
        Assert.Equal(forum, (await homes.OfAsync(space, "discourse", "other.example", default)).Host);
    }

    [Fact]
    public async Task What_has_its_host_in_its_ids_tells_nothing_about_home_and_the_configuration_decides_for_a_new_space()
    {
        var fixture = new GrantFixture();
        await (await fixture.OpenAsync()).AppendAsync(fixture.Space, Told(Issue(Company), "github.com").Grants, default);
        var homes = await HomesAsync(fixture.Account);
        Assert.Null(await homes.LikelyAsync(SpaceOf(fixture.Space), "github", default));
        Assert.Equal("github.com", (await homes.OfAsync(SpaceOf(fixture.Space, "github.com"), "github", Company, default)).Host);
    }

    [Fact]
    public async Task What_is_counted_since_home_is_decided_is_no_former_id_of_another_instance()
    {
        var fixture = new GrantFixture();
        var (ledger, former, space) = (await fixture.OpenAsync(), await fixture.OpenFormerAsync(), SpaceOf(fixture.Space));
        // tells no address
        await ledger.AppendAsync(fixture.Space, [.. Told(Issue("github.com"), null).Grants.Select(grant => grant with { Facts = null })],
            default);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (since, isKnown) in new[] { (now.AddDays(-1), false), (now.AddDays(1), true) })
        {
            var told = Assert.IsType<WebhookOutcome.Normalised>(
                Deliveries.Read("issues", Issue(Company),
                    options: CountingOptions.Default with { Home = "github.com", HomeSince = since }));
            Assert.Equal(isKnown,
                (await former.RenameAsync(space, told.Grants, told.Former, default))[0].GrantId == "github:issues.opened:77");
        }
    }

    [Fact]
    public async Task A_server_that_is_renamed_stays_who_it_was()
    {
        string[] names = [Company, "code.mill.example"];
        var options = CountingOptions.Default with { Hosts = names };
        foreach (var home in new[] { Company, "code.mill.example", "github.com" })
        {
            var before = Assert.Single(Told(Issue(Company), home, options).Grants);
            var after = Assert.Single(Told(Issue("code.mill.example"), home, options).Grants);
            Assert.Equal((before.GrantId, before.Contributor), (after.GrantId, after.Contributor));
            Assert.Equal(before.Facts!.Edges, after.Facts!.Edges);
            Assert.Equal(home == "github.com" ? $"github/{Company}/ada-m" : "github/ada-m", after.Contributor);
        }

        var fixture = new GrantFixture();
        await (await fixture.OpenAsync()).AppendAsync(fixture.Space, Told(Issue(Company), null).Grants, default);
        var told = Told(Issue("code.mill.example"), "github.com", options);
        foreach (var (space, id) in new[] { (SpaceOf(fixture.Space, names), "github:issues.opened:77"),
            (SpaceOf(fixture.Space), told.Grants[0].GrantId) })
            Assert.Equal(id, (await (await fixture.OpenFormerAsync()).RenameAsync(space, told.Grants, told.Former, default))[0].GrantId);
    }

    [Fact]
    public void A_forum_or_a_GitLab_that_moves_stays_who_it_was()
    {
        var post = Encoding.UTF8.GetBytes(Payloads.Read("discourse.post_liked").ToJsonString());
        var forum = CountingOptions.Default with { Home = "old.example", Hosts = ["old.example", "new.example"] };
        var liked = forum.Hosts.Select(host => Assert.Single(Assert.IsType<WebhookOutcome.Normalised>(
            DiscourseWebhook.Normalise("post_liked", $"https://{host}", post, EventWeights.Default, forum)).Grants)).ToArray();
        Assert.Equal((liked[0].GrantId, liked[0].Contributor), (liked[1].GrantId, liked[1].Contributor));
        Assert.StartsWith("discourse:post.liked:old.example/", liked[1].GrantId, StringComparison.Ordinal);

        var push = Payloads.Read("gitlab.push");
        var (_, pushed) = GitLabWebhook.Normalise(
            Encoding.UTF8.GetBytes(push.With("project.web_url", "https://new.example/mill/wheel").ToJsonString()), EventWeights.Default,
            forum);
        Assert.StartsWith("gitlab/old.example/", Assert.IsType<WebhookOutcome.Normalised>(pushed).Grants[0].Facts!.Nodes[0].Id,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghe.mill.example", true)]
    [InlineData("gitserver", true)]
    [InlineData("192.168.1.5", true)]
    [InlineData("GHE.mill.example", false)]
    [InlineData("ghe.mill.example:8443", false)]
    [InlineData("https://ghe.mill.example", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Names_of_an_instance_are_checked(string? host, bool isOne)
    {
        var path = "$.webhooks.gitlab.hosts[0]";
        Assert.Equal(isOne ? [] : [path],
            new WebhookConfig { Gitlab = new() { Hosts = [host!] } }.Check("$.webhooks").Select(fault => fault.Path));
        Assert.Equal("$.webhooks.chat.hosts", new WebhookConfig { Chat = new() { Hosts = [] } }.Check("$.webhooks").Single().Path);
        var many = new WebhookConfig { Github = new() { Hosts = [.. Enumerable.Repeat("a.example", 17)] } };
        Assert.Equal("$.webhooks.github.hosts", many.Check("$.webhooks").Single().Path);
    }

    [Fact]
    public void A_host_that_IDN_refuses_is_none()
    {
        const string address = "https://\u0660\u05d0.example/x";
        Assert.Null(WebHost.Of(address));
        Assert.Null(BoundedText.WebAddress(address, 100));
        Assert.False(Forum.TryRead(address, [], out _));
        Assert.Equal("github.com", Told(Issue("github.com").With("repository.html_url", address), null).Host);
        Assert.IsType<WebhookOutcome.Normalised>(Payloads.GitLab(Payloads.Read("gitlab.push").With("project.web_url", address)));
        Assert.Equal("xn--bcher-kva.example", WebHost.Of("https://B\u00fccher.example/"));
    }

    [Fact]
    public async Task What_was_counted_without_a_host_counts_no_second_time_and_takes_nothing_from_another_place()
    {
        var fixture = new GrantFixture();
        var (ledger, former) = (await fixture.OpenAsync(), await fixture.OpenFormerAsync());
        var space = SpaceOf(fixture.Space);
        await ledger.AppendAsync(fixture.Space,
            [.. Told(Issue("github.com"), null).Grants, .. Told(Issue(Company).With("issue.id", 78), null).Grants], default);

        async Task<int> AppendedAsync(WebhookOutcome.Normalised told) =>
            (await ledger.AppendAsync(fixture.Space, await former.RenameAsync(space, told.Grants, told.Former, default), default))
                .Count(outcome => outcome is GrantOutcome.Appended);
        Assert.Equal(0, await AppendedAsync(Told(Issue("github.com"), "github.com")));
        Assert.Equal(0, await AppendedAsync(Told(Issue(Company).With("issue.id", 78), "github.com"))); // counted before, without its host
        Assert.Equal(1, await AppendedAsync(Told(Issue(Company), "github.com"))); // the issue of github.com has that number, too
        Assert.Equal(0, await AppendedAsync(Told(Issue(Company), "github.com")));
    }

    private static async Task<HomeInstances> HomesAsync(string account)
    {
        var storage = await Azurite.NewServiceAsync(account: account);
        return new HomeInstances(storage, new GrantLedger(storage, TimeProvider.System), TimeProvider.System);
    }

    private static Space SpaceOf(JournalSpace space, params string[] hosts)
    {
        var webhooks = new WebhookConfig { Github = new() { Hosts = hosts } };
        return new Space(space.Name, space.Shards, default, 1, new SpaceConfig { Webhooks = webhooks }, default);
    }

    [Theory]
    [InlineData("51-ada@users.noreply.gitlab.com", "git.mill.example")]
    [InlineData("51-x@users.noreply.github.com", "gitlab.com")]
    [InlineData("51-ada@users.noreply.gitlab.com", "gitlab.com")]
    public void A_commit_by_a_relay_address_is_looked_up_as_each_instance_counted_it(string address, string host)
    {
        var push = CommitOf.GitLab(new JsonObject { ["name"] = "Ada", ["email"] = address },
            $"Oil\n\nCo-authored-by: Bo <{address.Replace("51", "52", StringComparison.Ordinal)}>")
            .With("project.web_url", $"https://{host}/mill/wheel");
        var told = Assert.IsType<WebhookOutcome.Normalised>(Payloads.GitLab(push));
        Assert.Equal(2, told.Grants.Count);
        Assert.All(told.Grants, grant => Assert.Contains(told.Former[grant.GrantId],
            id => id.Contributor == grant.Contributor && id.Id.EndsWith(grant.Contributor, StringComparison.Ordinal)));
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
        ["repository"] = new JsonObject
        {
            ["id"] = 12,
            ["full_name"] = "mill/wheel",
            ["html_url"] = $"https://{host}/mill/wheel",
            ["created_at"] = "2020-02-02T02:02:02Z"
        },
        ["sender"] = Deliveries.User("ada-m"),
    };

    private static WebhookOutcome.Normalised Told(JsonNode payload, string? home, CountingOptions? options = null) =>
        Assert.IsType<WebhookOutcome.Normalised>(Deliveries.Read("issues", payload,
            options: (options ?? CountingOptions.Default) with { Home = home }));
}
