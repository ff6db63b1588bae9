using System.Text;
using Grain.Local.Histories;
using Xunit;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>A clone tells by the parents of its commits which of them came in by which pull request.</summary>
public sealed class MergedPullsTests
{
    private const string Second = "Merge pull request #2 from octo/b";
    private const string First = "Merge pull request #1 from octo/a";

    [Theory]
    // Each line: commit, parents, title; children come before parents. Branch 2 goes on from branch 1, and had the line merged into it.
    [InlineData($"f e9 {Second};e a8 {First};9 8a Merge branch 'main' into b;8 a work;a - begin", "9:2 8:1")]
    [InlineData($"f e9 {Second};9 8a work;e a8 {First};8 a work;a - begin", "9:2 8:1")]
    [InlineData("f e9 Merge branch 'x';e a work;9 a work;a - begin", "")] // no pull request that anybody could name
    [InlineData($"f e9 Merge branch 'x';9 8a {Second};8 a work;e a work;a - begin", "")] // within the branch of somebody
    [InlineData($"f e9 Merge branch 'x';9 87 {Second};8 a work;7 a work;e a work;a - begin", "7:2")]
    [InlineData($"f e {Second};e a work;a - begin", "")] // a title is no merge
    [InlineData($"f e9 {Second};9 87 {First};8 a work;7 a work;e a work;a - begin", "9:2 8:2 7:2")]
    [InlineData($"f e9 {Second};e - work", "")] // a shallow clone ends there
    [InlineData("", "")]
    public async Task A_merge_brings_what_it_reaches_beside_the_line(string history, string expected)
    {
        var merged = await MergedPulls.OfAsync(Commits(history).ToAsyncEnumerable(), default);
        Assert.Equal(expected, string.Join(' ', Commits(history).Where(commit => merged.Of(commit.Sha) is not null)
            .Select(commit => $"{commit.Sha[0]}:{merged.Of(commit.Sha)}").OrderDescending()));
    }

    [Fact]
    public async Task Git_tells_it_and_the_commits_say_so()
    {
        using var clone = new MadeRepository().Commit("Ada", "ada@example.org", "begin", "a").Branch(
            "Merge pull request #12 from octo/water", ("Bob", "bob@example.org", "Water"), ("Bob", "bob@example.org", "Water more"))
                .Finish();
        var repository = await GitRepository.OpenAsync(clone.Folder, "HEAD", default);
        var commits = await repository.ReadAsync([], default).ToListAsync();
        Assert.Equal(["begin: ", "Water: 12", "Water more: 12", "Merge pull request #12 from octo/water: "],
            commits.Select(commit => $"{commit.Message.Trim()}: {commit.Pull}"));
    }

    private static PlacedInHistory[] Commits(string history) =>
    [
        .. history.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3)).Select(line =>
            new PlacedInHistory(Sha(line[0][0]), [.. line[1].Where(parent => parent != '-').Select(Sha)], line[2])),
    ];

    private static string Sha(char digit) => new StringBuilder().Append(digit, 40).ToString();
}
