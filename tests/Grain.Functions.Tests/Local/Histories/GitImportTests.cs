using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.CommandLine;
using Grain.Local.Histories;
using Grain.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Local.Histories;

public sealed class GitImportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly Repository Field = Repository.Named(GitHubWebhook.Forge, Instance.GitHub, "octo/field")!;

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
    public async Task Only_what_changes_the_paths_asked_for_counts()
    {
        using var clone = new MadeRepository()
            .Commit("Ada", "ada@example.org", "one", "src/a").Commit("Bob", "bob@example.org", "two", "docs/b")
                .Commit("Cy", "cy@example.org", "three", "src/*").Finish();
        Assert.Equal(["Ada", "Cy"], (await CommitsAsync(clone, "src")).Select(commit => commit.AuthorName));
        Assert.Equal(["Cy"], (await CommitsAsync(clone, "src/*")).Select(commit => commit.AuthorName)); // a name, not a pattern
    }

    [Fact]
    public async Task Parents_tell_a_merge_and_not_its_message()
    {
        using var clone = new MadeRepository()
            .Commit("Ada", "ada@example.org", "one", "a/b/c").Commit("Ada", "ada@example.org", "Merge branch 'x'", "a/b/d")
                .Commit("Ada", "ada@example.org", "Bring x in", merged: 1).Finish();
        Directory.CreateDirectory(Path.Combine(clone.Folder, "info"));
        await File.WriteAllTextAsync(Path.Combine(clone.Folder, "info", "grafts"), (await CommitsAsync(clone))[2].Sha + "\n");
        Assert.Equal(["github:push.commit", "github:push.commit", "github:push.merge_commit"],
            (await ReadAsync(clone)).Select(grant => grant.Key));
    }

    [Fact]
    public async Task Where_a_shallow_clone_ends_nothing_counts_until_a_full_one_is_imported()
    {
        using var full = new MadeRepository()
            .Commit("Ada", "ada@example.org", "one", "src/seeds/corn.cs", "docs/all/x.md")
                .Commit("Ada", "ada@example.org", "two", "src/water/a.cs")
            .Commit("Bob", "bob@example.org", "three", "src/water/b.cs").Finish();
        var shallow = await GitRepository.OpenAsync(full.Clone("--depth=2"), "HEAD", default);
        Assert.Single(shallow.Boundary);
        var fixture = new GrantFixture();
        var ledger = await fixture.OpenAsync();
        var part = Import(fixture);
        await part.RunAsync(shallow.ReadAsync([], default), ledger, await fixture.OpenFormerAsync(), _ => { }, default);
        Assert.Equal(("Bob", 1L), (Assert.Single(part.Tally.People).Name, part.Tally.Written));

        var whole = Import(fixture);
        await whole.RunAsync((await GitRepository.OpenAsync(full.Folder, "HEAD", default)).ReadAsync([], default), ledger,
            await fixture.OpenFormerAsync(), _ => { }, default);
        Assert.Equal((3L, 2L), (whole.Tally.Grants, whole.Tally.Written));
        var two = (await fixture.ReadAllAsync()).Single(grant => grant.Facts!.Nodes[0].Title == "two");
        Assert.Equal("github/octo/field/tree/src/water", Assert.Single(two.Facts!.Edges, edge => edge.Type == "touches").To);
    }

    [Fact]
    public async Task A_clone_without_folders_says_so_and_gives_nothing()
    {
        using var full = new MadeRepository().Commit("Ada", "ada@example.org", "one", "src/a/b")
            .Commit("Ada", "ada@example.org", "two", "src/a/c").Finish();
        full.Run("config", "uploadpack.allowFilter", "true");
        var treeless = await GitRepository.OpenAsync(full.Clone("--filter=tree:0"), "HEAD", default);
        var given = 0;
        var fault = await Assert.ThrowsAsync<CommandException>(async () =>
        {
            await foreach (var _ in treeless.ReadAsync([], default)) given++;
        });
        Assert.Equal(0, given);
        Assert.StartsWith("git failed: fatal: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("tells what its commits change", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/octo/field.git", "github.com", "octo/field")]
    [InlineData("https://x-token:secret@github.com/octo/field", "github.com", "octo/field")]
    [InlineData("git@github.com:octo/field.js.git", "github.com", "octo/field.js")]
    [InlineData("ssh://git@code.example:22/octo/field/", "code.example", "octo/field")]
    [InlineData("https://gitlab.com/mill/tools/field.git", "gitlab.com", "mill/tools/field")]
    [InlineData("/srv/git/field.git", null, null)]
    [InlineData("", null, null)]
    public void The_remote_tells_which_repository_it_is(string address, string? host, string? name) =>
        Assert.Equal(
            host is null ? null : new RemoteAddress(host, name!, !address.StartsWith("http", StringComparison.Ordinal)),
            GitRepository.OriginOf(address));

    [Theory]
    [InlineData("github.com", null, null, "github.com", false)]
    [InlineData("gitlab.com", null, null, "gitlab.com", true)]
    [InlineData("gitlab.mill.example", null, null, "gitlab.mill.example", true)]
    [InlineData("git.mill.example", null, "gitlab", "git.mill.example", true)]
    [InlineData("work", "gitlab.com", null, "gitlab.com", true)]
    [InlineData("work", null, null, null, false)]
    [InlineData("github.com-work", null, null, null, false)]
    [InlineData("github.com", null, "forgejo", null, false)]
    [InlineData("ssh://git@ssh.github.com:443/octo/field.git", null, null, "github.com", false)]
    [InlineData("https://www.github.com/octo/field", null, null, "github.com", false)]
    [InlineData("ssh://git@altssh.gitlab.com:443/octo/field.git", null, null, "gitlab.com", true)]
    [InlineData("gitserver", "gitserver", null, "gitserver", false)]
    [InlineData("work", "192.168.1.5", null, "192.168.1.5", false)]
    [InlineData("work", "a/b", null, null, false)]
    [InlineData("https://gitlab/octo/field", null, null, "gitlab", true)]
    [InlineData("https://10.0.0.7/octo/field", null, "gitlab", "10.0.0.7", true)]
    public void The_host_tells_what_runs_there_and_a_name_of_one_s_own_is_no_host(string remote, string? host, string? forge, string? place,
        bool isGitLab)
    {
        var origin = remote.Contains('/', StringComparison.Ordinal) ? GitRepository.OriginOf(remote)
            : new RemoteAddress(remote, "octo/field", true);
        if (place is null) Assert.ThrowsAny<CommandException>(() => HistorySource.Of(origin, host, forge, null));
        else Assert.Equal(new HistorySource(place, isGitLab, "octo/field"), HistorySource.Of(origin, host, forge, null));
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

    [Fact]
    public async Task What_is_no_repository_or_no_branch_is_named()
    {
        using var clone = new MadeRepository(origin: null).Commit("Ada", "ada@example.org", "one").Finish();
        Assert.Contains("no commit '--output=x'", (await Assert.ThrowsAsync<CommandException>(() =>
            GitRepository.OpenAsync(clone.Folder, "--output=x", default))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no folder", (await Assert.ThrowsAsync<CommandException>(() =>
            GitRepository.OpenAsync(clone.Folder + "-x", "HEAD", default))).Message, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("grain-git-");
        Assert.Contains("git failed: fatal: not a git repository", (await Assert.ThrowsAsync<CommandException>(() =>
            GitRepository.OpenAsync(folder.FullName, "HEAD", default))).Message, StringComparison.Ordinal);
        folder.Delete();
        Assert.Null((await GitRepository.OpenAsync(clone.Folder, "main", default)).Origin);
    }

    [Fact]
    public async Task A_stream_of_any_length_is_read_a_commit_at_a_time()
    {
        const int count = 20_000;
        using var endless = new EndlessLog(count);
        var (import, held) = (Import(new GrantFixture()), 0L);
        await import.RunAsync(GitLog.ReadAsync(endless, default), ledger: null, known: null!,
            done => held = Math.Max(held, endless.Written - done), default);
        Assert.Equal(count, import.Tally.Commits);
        Assert.InRange(held, 1, 2000); // a buffer full, whatever the length
    }

    [Theory]
    [InlineData("1516869262", 1_516_869_262)]
    [InlineData("-1", 0)]
    [InlineData("", 0)]
    [InlineData("253402300799", 253_402_300_799)]
    [InlineData("253402300800", 253_402_300_799)]
    [InlineData("18446744073709551615", 253_402_300_799)]
    public async Task A_commit_has_the_moment_that_git_counts(string told, long seconds)
    {
        var text = $"\0{new string('a', 40)}\0n\0a@b.c\0{told}\0m\0\0\0";
        var commit = Assert.Single(await GitLog.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), default).ToListAsync());
        Assert.Equal(seconds, commit.At.ToUnixTimeSeconds());
        var grant = Assert.Single(Import(new GrantFixture()).GrantsOf(commit));
        Assert.Equal(seconds < 2_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : Now, grant.GrantedAt);
    }

    [Fact]
    public async Task Output_that_git_does_not_write_is_refused()
    {
        foreach (var text in new[] { "x\0", "\0abc\0", "\0" + new string('a', 40) + "\0n\0a\0t\0m\0\0?\0",
            "\0" + new string('a', 40) + "\0n\0a\0t\0m" })
            await Assert.ThrowsAsync<InvalidDataException>(async () =>
                await GitLog.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), default).ToListAsync());
    }

    private static GitImport Import(GrantFixture fixture) =>
        Import(fixture, new GitHubHistory(Field, new WebhookConfig().Counting(Now)).Read);

    private static GitImport Import(GrantFixture fixture, Func<GitCommit, EventWeights, WebhookOutcome> read) =>
        new(new Space(fixture.Space.Name, fixture.Space.Shards, Now, 1, new SpaceConfig(), default), read);

    private static async Task<IReadOnlyList<Grant>> ReadAsync(MadeRepository clone)
    {
        var import = Import(new GrantFixture());
        return [.. (await CommitsAsync(clone)).SelectMany(import.GrantsOf)];
    }

    private static async Task<List<GitCommit>> CommitsAsync(MadeRepository made, params string[] paths)
    {
        var clone = await GitRepository.OpenAsync(made.Folder, "HEAD", default);
        return await clone.ReadAsync(paths, default).ToListAsync();
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
