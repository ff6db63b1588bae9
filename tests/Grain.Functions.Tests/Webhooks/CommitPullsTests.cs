using System.Text.Json;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>A commit tells the pull request that it came in by, so that the two do not count twice.</summary>
public sealed class CommitPullsTests
{
    [Theory]
    [InlineData("Merge pull request #12 from octo/water", 12)]
    [InlineData("Merge pull request 'Water (#3)' (#12) from octo/water into main", 12)]
    [InlineData("Merge pull request #0 from octo/water", null)]
    [InlineData("Merge pull request #12 from octo/water, at last", null)]
    [InlineData("Merge branch 'water'", null)]
    public void A_merge_of_a_forge_names_its_pull_request(string message, int? pull) =>
        Assert.Equal(pull, MergeMessage.PullOfMerge(message + "\n\nWater (#5)"));

    [Theory]
    [InlineData("Water (#12)", 12)]
    [InlineData("Water (#12)\n\n* one (#3)\n", 12)]
    [InlineData("Revert \"Water (#12)\" (#13)", 13)]
    [InlineData("Revert \"Water (#12)\"", null)]
    [InlineData("Water #12", null)]
    [InlineData("(#12)", null)]
    [InlineData("Water (#9999999999)", null)]
    [InlineData("", null)]
    public void A_squashed_commit_ends_with_its_pull_request(string message, int? pull) =>
        Assert.Equal(pull, MergeMessage.PullOfSquash(message));

    [Theory]
    [InlineData("one;two;Merge pull request #12 from octo/water", "12 12 12")]
    [InlineData("one;Water (#7);Merge pull request #12 from octo/water", "12 12+7 12")]
    [InlineData("one;Merge pull request #12 from octo/water;two", "- - -")] // more was pushed than the merge
    [InlineData("one;Merge pull request #11 from octo/x;two;Merge pull request #12 from octo/water", "- - - -")]
    [InlineData("one;two", "- -")]
    public void A_push_that_ends_with_a_merge_brings_what_is_merged(string messages, string expected)
    {
        var outcome =
            Assert.IsType<WebhookOutcome.Normalised>(GitHubWebhook.Normalise("push", Push(messages.Split(';')), EventWeights.Default));
        Assert.Equal(expected, string.Join(' ', outcome.Grants.Select(grant =>
            string.Join('+', grant.Facts!.Edges.Where(edge => edge.Type == EdgeTypes.Within).Select(edge => edge.To.Split('/')[^1])
                .DefaultIfEmpty("-")))));
        Assert.All(outcome.Grants.SelectMany(grant => grant.Facts!.Edges).Where(edge => edge.Type == EdgeTypes.Within),
            edge => Assert.StartsWith("github/octo/field/pull/", edge.To, StringComparison.Ordinal));
    }

    private static byte[] Push(string[] messages) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["ref"] = "refs/heads/main",
        ["repository"] = new { id = 1, full_name = "octo/field", html_url = "https://github.com/octo/field", default_branch = "main" },
        ["commits"] = messages.Index().Select(message => new
        {
            id = new string("0123456789abcdef"[message.Index], 40),
            message = message.Item,
            timestamp = "2026-11-20T10:00:00Z",
            author = new { name = "Ada", email = "ada@example.org", username = "ada" },
        }).ToArray(),
    });
}
