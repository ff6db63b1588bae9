using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class NearestTests
{
    [Theory]
    [InlineData("comit", "commit")]
    [InlineData("pull_request.mergd", "pull_request.merged")]
    [InlineData("REVIEW", "review")]
    [InlineData("reveiw", "review")]
    [InlineData("issue", "issues")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void It_is_the_known_name_that_was_meant(string written, string? expected) =>
        Assert.Equal(expected, Nearest.To(written, ["commit", "pull_request.merged", "pull_request.opened", "review", "issues"]));

    [Fact]
    public void The_hint_follows_a_complaint()
    {
        Assert.Equal("; did you mean 'ada'?", Nearest.Hint("ada_", ["ada"]));
        Assert.Equal("", Nearest.Hint(new string('a', 10_000), ["ada"]));
    }
}
