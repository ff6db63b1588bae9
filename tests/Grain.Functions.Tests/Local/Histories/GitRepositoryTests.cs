using System.Text;
using Grain.Functions.Tests.Grants;
using Grain.Local.CommandLine;
using Grain.Local.Histories;
using Xunit;
using static Grain.Functions.Tests.Local.Histories.GitImports;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>What is read of a clone, whatever its form.</summary>
public sealed class GitRepositoryTests
{
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
}
