using Grain.Functions.Webhooks.Commits;
using System.Text.Json.Nodes;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class MergeMessageTests
{
    [Theory]
    [InlineData("Merge branch 'x'")]
    [InlineData("Merge branch 'x' into main")]
    [InlineData("Merge branch 'x' into 'main'\n\nSluice\n\nSee merge request mill/wheel!4")]
    [InlineData("Merge branch 'feature/it's' of https://example.org/upstream into release/1.0")]
    [InlineData("Merge branch 'x' (early part)")]
    [InlineData("Merge branches 'sluice', 'dam' and 'weir'")]
    [InlineData("Merge branches 'a' and 'b' of git@mill.example:mill/wheel into main\r\n\r\n* 'a' of …")]
    [InlineData("Merge tag 'v2.1' of https://example.org/upstream into main")]
    [InlineData("Merge tags 'a', 'b' and 'c'")]
    [InlineData("Merge remote-tracking branch 'origin/main' into x")]
    [InlineData("Merge remote-tracking branches 'one/x' and 'two/y'")]
    [InlineData("Merge remote branch 'origin/main'")]
    [InlineData("Merge commit 'deadbeef' into main")]
    [InlineData("Merge commit 'HEAD@{2 days ago}'")]
    [InlineData("Merge commit '1234567890' as 'vendor/axle'")]
    [InlineData("Merge commits 'a' and 'b'")]
    [InlineData("Merge branch 'a', tag 'b' and 'c' of ../other", false)]
    [InlineData("Merge branch 'a', remote-tracking branch 'b/c' into main")]
    [InlineData("Merge branch 'a' of one; branch 'b' of two into main")]
    [InlineData("Merge HEAD, branch 'a' of ../other")]
    [InlineData("Merge https://example.org/upstream")]
    [InlineData("Merge ../other into main")]
    [InlineData("Merge git@mill.example:mill/wheel into main")]
    [InlineData("Merge pull request #12 from mill/dependabot/npm/x-1.2")]
    [InlineData("Merge pull request #4 in MILL/wheel from feature/x to main")]
    [InlineData("Merge pull request 'Oil the axle' (#12) from ada/oil into main")]
    [InlineData("Merge branch 'a' of /home/My Repos/x")]
    [InlineData("Merge branch 'a' of C:/My Repos/x; branch 'b' of ../My Other into main")]
    [InlineData("Merged in feature (pull request #3)")]
    [InlineData("Merged in feature (pull request #3) by hand", false)]
    [InlineData("Merged in the parser", false)]
    [InlineData("Merge branch 'a' of /home/My 'best' Repos", false)]
    [InlineData("Merge branch 'x' no longer breaks the parser", false)]
    [InlineData("Merge branch 'x'.", false)]
    [InlineData("Merge branch 'x' into y (#12)", false)]
    [InlineData("Merge branch 'x' into the new parser", false)]
    [InlineData("Merge branch 'x' of the old parser", false)]
    [InlineData("Merge branches 'a'", false)]
    [InlineData("Merge pull request #12", false)]
    [InlineData("Merge pull request #12 from mill/x and from another", false)]
    [InlineData("Merge pull requests from a queue", false)]
    [InlineData("Merge tag 'v2.1' handling into one place", false)]
    [InlineData("Merge the two parsers", false)]
    [InlineData("Merge", false)]
    [InlineData("Revert \"Merge branch 'x'\"", false)]
    [InlineData("merge branch 'x'", false)]
    [InlineData("", false)]
    public void What_git_and_the_forges_write_to_the_last_character_is_a_merge(string message, bool isMerge = true) =>
        Assert.Equal(isMerge, MergeMessage.Is(message));

    [Fact]
    public void Both_forges_read_it_alike()
    {
        var author = new JsonObject { ["name"] = "Ada", ["email"] = "ada@mill.example" };
        foreach (var message in (string[])["Merge branches 'a' and 'b'", "Merge branch 'x' no longer breaks the parser"])
        {
            var expected = MergeMessage.Is(message) ? "push.merge_commit" : "push.commit";
            Assert.Equal("github:" + expected, Assert.Single(Deliveries.Grants("push", CommitOf.GitHub(author, message))).Key);
            Assert.Equal("gitlab:" + expected, Assert.Single(Payloads.GitLab(CommitOf.GitLab(author, message)).Grants()).Key);
        }
    }
}
