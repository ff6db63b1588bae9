using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.CommandLine;
using Xunit;
using static Grain.Functions.Tests.Local.GitHub.Yard;

namespace Grain.Functions.Tests.Local.GitHub;

public sealed class GitHubImportTests
{
    /// <summary>Everything that people do, and what is nobody's.</summary>
    private static JsonObject Everything()
    {
        var field = Repository();
        var issue = Thing(field, "Issue", 1, Ada, 1, "Sow, as in #2 and octo/other#3");
        for (var i = 0; i < 25; i++) Comment(issue, BigId + 100 + i, i % 2 == 0 ? Bob : Ada, 2 + i, i == 3 ? "" : $"see #{i + 2}");
        Comment(issue, BigId + 199, null, 3); // the account is gone
        Comment(issue, BigId + 198, User("moved", 77, "Mannequin"), 3);
        Event(issue, "ClosedEvent", 30, Bob);
        Event(issue, "ReopenedEvent", 31);
        Event(issue, "ClosedEvent", 32, Cleo);
        Event(Thing(field, "Issue", 4, Bot, 5), "ClosedEvent", 33, Cleo);
        Thing(field, "Issue", 5, null, 6);

        var merged = Thing(field, "PullRequest", 2, Bob, 10, "closes #1");
        Event(merged, "ReadyForReviewEvent", 11);
        Event(merged, "ConvertToDraftEvent", 12);
        Event(merged, "ReadyForReviewEvent", 13);
        Comment(merged, BigId + 200, Cleo, 14);
        var review = Review(merged, BigId + 300, Ada, 15, "APPROVED", "fine, #1");
        var first = ReviewComment(merged, review, BigId + 400, Ada, 15);
        // a reply makes an empty review
        ReviewComment(merged, Review(merged, BigId + 301, Bob, 16, "COMMENTED"), BigId + 401, Bob, 16, first);
        Review(merged, BigId + 302, Cleo, 17, "COMMENTED", "hm");
        Review(merged, BigId + 303, Cleo, 18, "DISMISSED", "no");
        Review(merged, BigId + 304, Ada, 19, "PENDING", "not sent yet");
        Merge(merged, Ada, 20);
        Thing(field, "PullRequest", 3, Ada, 21)["isDraft"] = true;
        var later = Thing(field, "PullRequest", 6, Ada, 22);
        Event(later, "ConvertToDraftEvent", 23);
        later["isDraft"] = true;
        Event(later, "ClosedEvent", 24, Ada);
        Merge(Thing(field, "PullRequest", 7, Bot, 25), Ada, 26);
        Merge(Thing(field, "PullRequest", 8, Ada, 27), Ada, 28); // one's own

        var question = Discussion(field, 9, Bob, 40);
        var remark = Remark(question, 500, Ada, 41);
        Remark(question, 501, Bob, 42, remark);
        question["answer"] = remark.DeepClone();
        var own = Discussion(field, 10, Bob, 43);
        own["answer"] = Remark(own, 502, Bob, 44).DeepClone();
        Release(field, 600, Ada, 50);
        Release(field, 601, Ada, 51, isDraft: true);
        Release(field, 602, null, 52);
        return field;
    }

    private static WebhookConfig AllCounts =>
        new() { Points = { ["github:issues.closed"] = Points.Of(1), ["github:pull_request.closed"] = Points.Of(1) } };

    [Fact]
    public async Task An_import_gives_the_very_grants_that_the_webhook_gives_and_their_deliveries_count_nothing_more()
    {
        using var bench = new ImportBench { Config = AllCounts };
        bench.GitHub.Repositories["octo/field"] = Everything();
        var (_, history) = await bench.ImportAsync();
        Assert.Empty(history.Faults);
        Assert.Equal((history.Grants - 1, 0, 0), (history.Written, history.Held, history.Own)); // one issue was closed twice
        var imported = await bench.Fixture.ReadAllAsync();

        var (appended, told) = await bench.DeliverAsync(new YardHooks(Everything()).Tell());
        Assert.Equal(0, appended);
        Assert.Equal(Contents(told.DistinctBy(grant => grant.GrantId)), Contents(imported));
        Assert.True(imported.Select(grant => grant.Key).Distinct().Count() >= 15);

        bench.GitHub.Questions.Clear();
        var (again, second) = await bench.ImportAsync(); // nothing changed since: one question a list, and the opening
        Assert.Equal((0, 0, 5), (second.Grants, again.Read.Values.Sum(), bench.GitHub.Questions.Count));
        Assert.Equal(DateTimeOffset.Parse(At(1), null), second.Work.FindStart()!.First); // epochs can still begin with it
    }

    [Fact]
    public async Task After_the_webhooks_an_import_counts_nothing()
    {
        using var bench = new ImportBench { Config = AllCounts };
        bench.GitHub.Repositories["octo/field"] = Everything();
        await bench.DeliverAsync(new YardHooks(Everything()).Tell().Reverse());
        var before = await bench.Fixture.ReadAllAsync();
        var (_, history) = await bench.ImportAsync();
        Assert.Equal((before.Count, 0), (history.Grants - 1, history.Written));
        Assert.Equal(Contents(before), Contents(await bench.Fixture.ReadAllAsync()));
    }

    [Fact]
    public async Task Cut_off_anywhere_it_goes_on_and_comes_to_the_same_end()
    {
        using var whole = new ImportBench();
        whole.GitHub.Repositories["octo/field"] = Everything();
        await whole.ImportAsync();
        var questions = whole.GitHub.Questions.Count;

        using var bench = new ImportBench();
        bench.GitHub.Repositories["octo/field"] = Everything();
        for (var cut = 1; cut < questions; cut += 2)
        {
            var asked = 0;
            using var stop = new CancellationTokenSource();
            bench.GitHub.Before = _ =>
            {
                if (++asked == cut) stop.Cancel();
                return null;
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.ImportAsync(cancellation: stop.Token));
        }

        bench.GitHub.Before = _ => null;
        var (import, _) = await bench.ImportAsync();
        Assert.Equal(0, import.Read["issues"]); // was done before the last cut
        Assert.Equal(Contents(await whole.Fixture.ReadAllAsync()), Contents(await bench.Fixture.ReadAllAsync()));
    }

    [Fact]
    public async Task What_changed_since_is_read_again_and_nothing_else()
    {
        using var bench = new ImportBench();
        var field = Everything();
        bench.GitHub.Repositories["octo/field"] = field;
        await bench.ImportAsync();
        var issue = field["issues"]!.AsArray()[1]!.AsObject();
        Comment(issue, BigId + 900, Bob, 60);
        issue["updatedAt"] = At(60);
        Thing(field, "PullRequest", 11, Cleo, 61);
        var (import, history) = await bench.ImportAsync();
        Assert.Equal((1, 1), (import.Read["issues"], import.Read["pulls"]));
        Assert.Equal(2, history.Written);
    }

    [Fact]
    public async Task The_history_begins_with_the_first_thing_after_a_second_run_as_after_the_first()
    {
        using var bench = new ImportBench();
        var field = Repository();
        for (var i = 1; i <= 120; i++) Thing(field, "Issue", i, Ada, i);
        field["issues"]![0]!["createdAt"] = "2012-03-04T00:00:00Z"; // GitHub dated it: no clock was wrong
        bench.GitHub.Repositories["octo/field"] = field;
        for (var run = 0; run < 2; run++)
            Assert.Equal(new DateTimeOffset(2012, 3, 4, 0, 0, 0, default), (await bench.ImportAsync()).History.Work.FindStart()!.First);
    }

    [Fact]
    public async Task Since_a_day_only_what_happened_since_then_counts_and_what_did_not_change_is_passed_over()
    {
        using var bench = new ImportBench();
        var field = Repository();
        for (var i = 1; i <= 250; i++) Thing(field, "PullRequest", i, Ada, i);
        var old = Thing(field, "PullRequest", 251, Ada, 3);
        Comment(old, BigId + 1000, Bob, 260);
        old["updatedAt"] = At(260);
        bench.GitHub.Repositories["octo/field"] = field;
        var since = DateTimeOffset.Parse(At(240), null);
        var (_, history) = await bench.ImportAsync(["pulls"], since);
        Assert.Equal((12, 12), (history.Grants, history.Written));
        Assert.Equal(1, history.People.All.Single(person => person.Contributor == "github/bob").Counts["github:issue_comment.created"]);
        Assert.Equal(7, bench.GitHub.Questions.Count); // three to find the place and three to read, not the eleven pages that there are
    }

    [Fact]
    public async Task Who_is_held_stays_held_and_old_days_are_not_taken_for_one()
    {
        var guards = new GuardConfig { DailyCaps = { ["github"] = Points.Of(3) } };
        using var bench = new ImportBench { Config = new WebhookConfig { Guards = guards } };
        var field = Repository();
        for (var i = 1; i <= 5; i++) Thing(field, "Issue", i, Ada, i);
        bench.GitHub.Repositories["octo/field"] = field;
        var (_, history) = await bench.ImportAsync();
        Assert.Equal(Points.Of(10), Assert.Single(history.People.All).Points);
        Assert.Equal(10, (await bench.Fixture.ReadAllAsync()).Sum(grant => (double)grant.Amount.Micro / 1e6));
        Assert.Equal(0, (await bench.DeliverAsync(new YardHooks(field).Tell())).Appended);

        using var careful = new ImportBench { Config = new WebhookConfig { Guards = new GuardConfig { HoldNewcomers = true } } };
        careful.GitHub.Repositories["octo/field"] = field;
        var (_, held) = await careful.ImportAsync();
        Assert.Equal((5, 5, 0), (held.Grants, held.Held, held.Written));
    }

    [Fact]
    public async Task A_server_of_ones_own_has_its_host_in_ids_unless_it_is_at_home_and_may_know_short_numbers_only()
    {
        var field = Repository(host: "ghe.example.org");
        Thing(field, "Issue", 1, Ada, 1)["databaseId"] = 77;
        foreach (var home in (string[])["github.com", "ghe.example.org"])
        {
            using var bench = new ImportBench { Root = new Uri("https://ghe.example.org/api/") };
            bench.GitHub.Repositories["octo/field"] = field;
            bench.GitHub.Before = question => question["query"]!.ToString().Contains("fullDatabaseId", StringComparison.Ordinal)
                ? FakeGraph.Answer(HttpStatusCode.OK, """{"errors":[{"message":"Field 'fullDatabaseId' doesn't exist on type 'Issue'"}]}""")
                : null;
            bench.Config.Github.Hosts = home == "github.com" ? [home] : null;
            await bench.ImportAsync();
            var grant = Assert.Single(await bench.Fixture.ReadAllAsync());
            Assert.Equal(home == "github.com" ? "github:issues.opened:ghe.example.org/77" : "github:issues.opened:77", grant.GrantId);
            Assert.Equal(home == "github.com" ? "github/ghe.example.org/ada" : "github/ada", grant.Contributor);
            Assert.All(bench.GitHub.Addresses, address => Assert.Equal("https://ghe.example.org/api/graphql", address));
        }
    }

    [Fact]
    public async Task A_repository_may_be_empty_renamed_or_not_there()
    {
        using var bench = new ImportBench();
        bench.GitHub.Repositories["octo/field"] = bench.GitHub.Repositories["meadow/garden"] = Repository("meadow/garden");
        var (import, history) = await bench.ImportAsync();
        Assert.Equal((0, "meadow/garden"), (history.Grants, import.FullName));
        Assert.Equal("meadow", bench.GitHub.Questions[^1]["variables"]!["owner"]!.ToString());

        bench.GitHub.Repositories.Clear();
        var fault = await Assert.ThrowsAsync<CommandException>(() => bench.ImportAsync());
        Assert.Contains("octo/field: there is no such repository, or the token may not see it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stars_and_forks_count_where_they_are_asked_for()
    {
        using var bench = new ImportBench();
        var field = Repository();
        foreach (var (user, at) in ((JsonObject, int)[])[(Ada, 1), (Bob, 2), (User("octo", 9), 3)])
            field["stargazers"]!.AsArray().Add(new JsonObject { ["starredAt"] = At(at), ["node"] = user });
        foreach (var user in (JsonObject[])[Cleo, User("guild", 8, "Organization")])
            field["forks"]!.AsArray().Add(new JsonObject { ["createdAt"] = At(4), ["owner"] = user });
        bench.GitHub.Repositories["octo/field"] = field;
        Assert.Equal(0, (await bench.ImportAsync()).History.Grants);
        var (_, history) = await bench.ImportAsync(["stars", "forks"], isDry: true);
        // not one's own
        Assert.Equal(["github/cleo-x", "github/ada", "github/bob"], history.People.All.Select(person => person.Contributor));
    }

    [Fact]
    public async Task Ten_thousand_pull_requests_take_the_memory_of_a_page()
    {
        using var bench = new ImportBench();
        using var pages = new ManyPulls(10_000);
        var (import, history) = await bench.ImportAsync(["pulls"], isDry: true, handler: pages);
        Assert.Equal((10_000, 10_000, 0), (import.Read["pulls"], history.Grants, history.Unread));
        Assert.Equal(401, pages.Asked);
        Assert.InRange(pages.Held, 0, 10);
    }

    /// <summary>What stands in the ledger, or would. Of whom a reopening takes back, only the ledger knows.</summary>
    private static IReadOnlyList<string> Contents(IEnumerable<Grant> grants) =>
        [.. grants.Where(grant => grant.Key != "github:issues.reopened")
            .Select(grant => JsonSerializer.Serialize(grant, GrantJson.Stored.Grant))
            .Order(StringComparer.Ordinal)];
}
