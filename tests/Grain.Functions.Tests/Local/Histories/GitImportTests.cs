using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Histories;
using Grain.Local.Verbs;
using Xunit;
using static Grain.Functions.Tests.Local.Histories.GitImports;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>What commits become.</summary>
public sealed class GitImportTests
{
    [Fact]
    public async Task Authors_co_authors_merges_and_folders_become_grants()
    {
        using var clone = new MadeRepository()
            .Commit("Ada", "ada@example.org", "Sow #12\n\nCo-authored-by: Bob <7+bob@users.noreply.github.com>\n", "src/seeds/corn.cs",
                "README.md")
            .Commit("bob", "7+bob@users.noreply.github.com", "Water", "src/water.cs")
            .Commit("Ada", "ada@example.org", "Merge pull request #3 from octo/water", merged: 1)
            .Commit("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", "Bump", "package.json")
            .Finish();
        var grants = await ReadAsync(clone);
        Assert.Equal(["github:push.commit", "github:push.co_authored", "github:push.commit", "github:push.merge_commit"],
            grants.Select(grant => grant.Key));
        Assert.Equal(["email/" + BoundedText.Hash("ada@example.org"), "github/bob", "github/bob",
            "email/" + BoundedText.Hash("ada@example.org")], grants.Select(grant => grant.Contributor));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_001), grants[0].GrantedAt);
        var facts = grants[0].Facts!;
        Assert.Equal(("Ada", "Sow #12"), (facts.ContributorName, facts.Nodes[0].Title));
        Assert.StartsWith("https://github.com/octo/field/commit/", facts.Nodes[0].Url, StringComparison.Ordinal);
        Assert.Contains(facts.Edges, edge => (edge.Type, edge.To) == ("references", "github/octo/field/issue/12"));
        Assert.Equal("github/octo/field/tree/src/seeds", Assert.Single(facts.Edges, edge => edge.Type == "touches").To);
    }

    [Fact]
    public async Task A_push_of_the_same_commits_counts_nothing_more_whoever_its_authors_are_there()
    {
        using var clone = new MadeRepository()
            .Commit("Ada", "ada@example.org", "Sow\n\nCo-authored-by: Bob <bob@example.org>\nCo-authored-by: ada <ADA@example.org>",
                "a/b/c")
            .Commit("Ada", "ada@example.org", "Merge branch 'x'", merged: 1)
            .Finish();
        var commits = await CommitsAsync(clone);
        var imported = await ReadAsync(clone);
        var pushed = Assert.IsType<WebhookOutcome.Normalised>(GitHubWebhook.Normalise("push", Push(commits), EventWeights.Default)).Grants;
        Assert.Equal(imported.Select(grant => grant.GrantId), pushed.Select(grant => grant.GrantId));
        Assert.Equal("github/ada", pushed[0].Contributor); // GitHub knows the account behind the address

        var fixture = new GrantFixture();
        var ledger = await fixture.OpenAsync();
        var import = Import(fixture);
        await import.RunAsync(commits.ToAsyncEnumerable(), ledger, await fixture.OpenFormerAsync(), _ => { }, default);
        Assert.Equal((2L, 3L, 3L), (import.Tally.Commits, import.Tally.Grants, import.Tally.Written));
        Assert.DoesNotContain(await ledger.AppendAsync(fixture.Space, pushed, default), outcome => outcome is GrantOutcome.Appended);

        var again = Import(fixture);
        await again.RunAsync(commits.ToAsyncEnumerable(), ledger, await fixture.OpenFormerAsync(), _ => { }, default);
        Assert.Equal((3L, 0L), (again.Tally.Grants, again.Tally.Written));
        Assert.Equal(3, (await fixture.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task Hostile_names_messages_and_paths_stay_what_they_are()
    {
        var message =
            "\n\ncommit 0000000000000000000000000000000000000000\nAuthor: Mallory\u202e\u001b[2J %x00%H\n\nCo-authored-by: "
                + "<>\nCo-authored-by: x <@>\n";
        using var clone = new MadeRepository()
            .Commit("", "", message, "\nfirst", "a\nb/c", "-rf/x/y", "\"q\"/'s'/z")
            .Commit("--upload-pack=touch /tmp/x", "$(id)@x", new string('#', 500_000))
            .Commit("Ada \\\"; DROP", "no address", "")
            .Finish();
        var commits = await CommitsAsync(clone);
        Assert.Equal(3, commits.Count);
        Assert.Equal(("", "", message.TrimStart('\n')),
            (commits[0].AuthorName, commits[0].AuthorAddress, commits[0].Message.TrimStart('\n')));
        Assert.Equal(["\nfirst", "\"q\"/'s'/z", "-rf/x/y", "a\nb/c"], commits[0].Paths);
        Assert.Equal(6 * 65_536, commits[1].Message.Length);
        var grants = await ReadAsync(clone);
        Assert.Equal("email/" + BoundedText.Hash("$(id)@x"), Assert.Single(grants).Contributor);
        Assert.DoesNotContain(grants[0].Facts!.Nodes, node => node.Title!.Any(char.IsControl));
    }

    [Fact]
    public async Task An_import_decides_who_is_at_home_only_for_github_com_and_only_when_something_counts()
    {
        using var clone = new MadeRepository().Commit("Ada", "ada@example.org", "Sow", "a/b/c").Finish();
        var (fixture, commits) = (new GrantFixture(), await CommitsAsync(clone));
        var space = new Space(fixture.Space.Name, fixture.Space.Shards, Now, 1, new SpaceConfig(), default);
        var ledger = await fixture.OpenAsync();
        var homes = new HomeInstances(await Azurite.NewServiceAsync(account: fixture.Account), ledger, TimeProvider.System);
        async Task<string?> ImportedAsync(string host, IEnumerable<GitCommit> some)
        {
            var import = await new HistorySource(host, false, "octo/field").OpenAsync(homes, space, Now, default);
            await import.RunAsync(some.ToAsyncEnumerable(), ledger, await fixture.OpenFormerAsync(), _ => { }, default);
            return (await homes.FindAsync(space.Name, "github", default))?.Host;
        }

        Assert.Null(await ImportedAsync("codeberg.org", commits));
        Assert.Null(await ImportedAsync("github.com", []));
        Assert.StartsWith("github/codeberg.org/", (await fixture.ReadAllAsync())[0].Facts!.Nodes[0].Id, StringComparison.Ordinal);
        Assert.Equal("github.com", await ImportedAsync("github.com", commits));
    }

    [Fact]
    public async Task What_an_earlier_version_counted_is_not_imported_again()
    {
        using var clone = new MadeRepository().Commit("Ada", "ada@example.org", "Sow", "a/b/c").Finish();
        var (fixture, commits, ada) = (new GrantFixture(), await CommitsAsync(clone), Person.OfAddress("", "ada@example.org")!.Contributor);
        var ledger = await fixture.OpenAsync();
        await ledger.AppendAsync(fixture.Space,
            [GrantFixture.Grant($"gitlab:push.commit:{commits[0].Sha}:{ada}", ada, 1) with { Source = "gitlab" }], default);
        var import = Import(fixture);
        await import.RunAsync(commits.ToAsyncEnumerable(), ledger, await fixture.OpenFormerAsync(), _ => { }, default);
        Assert.Equal((1L, 0L), (import.Tally.Grants, import.Tally.Written));
    }

    [Fact]
    public async Task A_clone_of_a_GitLab_is_read_as_a_push_to_it_and_counts_once_with_it()
    {
        using var clone = new MadeRepository()
            .Commit("Ada", "ada@example.org", "Sow\n\nCo-authored-by: Bo <52-bo@users.noreply.gitlab.com>", "a/b/c").Finish();
        var commits = await CommitsAsync(clone);
        var gitLab = new GitLabHistory("gitlab.com", "mill/tools/field", new WebhookConfig().Counting(Now));
        var grants = Import(new GrantFixture(), gitLab.Read).GrantsOf(commits[0]);
        Assert.Equal(["gitlab:push.commit", "gitlab:push.co_authored"], grants.Select(grant => grant.Key));
        Assert.Equal("gitlab/52", grants[1].Contributor);
        var merge = commits[0] with { IsMerge = true };
        Assert.Equal("gitlab:push.merge_commit", Import(new GrantFixture(), gitLab.Read).GrantsOf(merge)[0].Key);
        var fix = commits[0] with { Message = "Merge branch 'x'" };
        Assert.Equal("gitlab:push.commit", Import(new GrantFixture(), gitLab.Read).GrantsOf(fix)[0].Key);
        Assert.Equal($"gitlab/mill/tools/field/commit/{commits[0].Sha}", grants[0].Facts!.Nodes[0].Id);
        Assert.Equal((await ReadAsync(clone)).Select(grant => grant.GrantId), grants.Select(grant => grant.GrantId));
    }

    private static byte[] Push(IEnumerable<GitCommit> commits) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["ref"] = "refs/heads/main",
        ["repository"] = new JsonObject
        {
            ["id"] = 5,
            ["full_name"] = "octo/field",
            ["html_url"] = "https://github.com/octo/field",
            ["default_branch"] = "main"
        },
        ["commits"] = new JsonArray([.. commits.Select(commit => new JsonObject
        {
            ["id"] = commit.Sha,
            ["message"] = commit.Message,
            ["timestamp"] = commit.At.ToString("O", CultureInfo.InvariantCulture),
            ["author"] = new JsonObject { ["name"] = commit.AuthorName, ["email"] = commit.AuthorAddress, ["username"] = "ada" },
            ["added"] = new JsonArray([.. commit.Paths.Select(path => JsonValue.Create(path))]),
        })]),
    }.ToJsonString());
}
