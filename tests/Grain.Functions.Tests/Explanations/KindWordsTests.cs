using Grain.Functions.Reads.Explanations;
using Grain.Functions.Webhooks.Senders;
using Xunit;

namespace Grain.Functions.Tests.Explanations;

public sealed class KindWordsTests
{
    [Fact]
    public void Every_kind_of_event_has_words() =>
        Assert.DoesNotContain(WebhookSenders.Kinds, kind => !KindWords.HasWords(kind.Key));

    [Theory]
    [InlineData("github:pull_request.merged", 40, "40 merged pull requests")]
    [InlineData("github:pull_request.merged", 1, "1 merged pull request")]
    [InlineData("github:pull_request.merging", 2, "2 pull requests merged for others")]
    [InlineData("task:completed", 1234, "1,234 finished tasks")]
    [InlineData("translation", 3, "3 grants of “translation”")]
    [InlineData("\u001b[2J", 1, "1 grant of “[2J”")]
    [InlineData("a*b", 2, "2 grants of “a*b”")]
    public void Grants_are_called_by_what_people_did(string key, int count, string words) =>
        Assert.Equal(words, KindWords.OfGrants(key, count));

    [Theory]
    [InlineData("pull", null, 1, "1 pull request")]
    [InlineData("pull", "authors", 2, "2 pull requests")]
    [InlineData("pull", "merges", 2, "2 pull requests merged for others")]
    [InlineData("comment", "reacts-to", 1, "1 comment they reacted to")]
    [InlineData("poem", "recites", 2, "2 contributions of type “poem” by “recites”")]
    public void Contributions_are_called_by_what_they_are(string type, string? act, int count, string words) =>
        Assert.Equal(words, KindWords.OfContributions(type, act, count));
}
