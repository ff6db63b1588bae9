using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class ReferencesTests
{
    private static readonly Repository Here =
        new() { Forge = GitHubWebhook.Forge, Node = "github/octo/hello", FullName = "Octo/Hello", Instance = Instance.GitHub };

    [Theory]
    [InlineData("Fixes #12.", "github/octo/hello/issue/12 github/octo/hello/pull/12 github/octo/hello/discussion/12")]
    [InlineData("(#7)", "github/octo/hello/issue/7 github/octo/hello/pull/7 github/octo/hello/discussion/7")]
    [InlineData("See Other/Repo.js#3", "github/other/repo.js/issue/3 github/other/repo.js/pull/3 github/other/repo.js/discussion/3")]
    [InlineData("https://github.com/Octo/Hello/pull/9#discussion_r1", "github/octo/hello/pull/9")]
    [InlineData("https://github.com/octo/hello/issues/9.", "github/octo/hello/issue/9 github/octo/hello/pull/9")]
    [InlineData("[x](https://github.com/octo/hello/discussions/9)", "github/octo/hello/discussion/9")]
    [InlineData("http://github.com/o/h/commit/c4295bd74fb0f4fda03689c3df3f2803b658fd85",
        "github/o/h/commit/c4295bd74fb0f4fda03689c3df3f2803b658fd85")]
    [InlineData("#5 #5 #5", "github/octo/hello/issue/5 github/octo/hello/pull/5 github/octo/hello/discussion/5")]
    [InlineData("https://example.org/o/h/pull/9", "")]
    [InlineData("https://github.com/o/h/pull/9/files#12", "github/o/h/pull/9")]
    [InlineData("https://github.com/o/h/tree/main#12", "")]
    [InlineData("abc#12 a/b/c#12 #12a #0 # 12 #-1 #1234567890 &#39; /#12", "")]
    [InlineData("://github.com/o/h/pull/1 https:// http:#", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Finds_what_a_text_mentions(string? text, string expected) =>
        Assert.Equal(expected, string.Join(' ', References.In(text, Here, null)));

    [Fact]
    public void A_text_does_not_mention_itself() => Assert.Empty(References.In("I am #3", Here, "github/octo/hello/issue/3"));

    [Fact]
    public void A_list_is_cut()
    {
        var list = string.Join(' ', Enumerable.Range(1, 1000).Select(number => $"#{number}"));
        Assert.Equal(3 * References.ReferencesMax, References.In(list, Here, null).Count);
    }

    [Fact]
    public void A_text_is_looked_at_up_to_its_bound()
    {
        Assert.Empty(References.In(new string(' ', References.ScannedMax) + "#1", Here, null));
        Assert.Empty(References.In(string.Concat(Enumerable.Repeat("https://", 10_000)), Here, null));
        Assert.Empty(References.In(new string('a', 100_000) + "#1", Here, null));
    }
}
