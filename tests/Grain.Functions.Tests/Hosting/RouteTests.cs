using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class RouteTests
{
    [Theory]
    [InlineData("spaces/{space}", "spaces/{space}/{*rest}", true)] // a catch-all matches nothing too
    [InlineData("spaces/{space}", "spaces/{space}/config", false)]
    [InlineData("spaces/{space}/config", "spaces/{space}/grants/{*rest}", false)]
    [InlineData("spaces/{space}/{what}", "spaces/{space}/config", true)]
    [InlineData("spaces/{space}/{what:int}", "spaces/{space}/config", true)] // constraints do not count
    [InlineData("spaces/{space?}", "spaces", true)]
    [InlineData("spaces/{space?}", "SPACES/x", true)]
    [InlineData("health/{*check}", "spaces/{*rest}", false)]
    [InlineData("{*all}", "spaces", true)]
    [InlineData("a/{b}.{c}", "a/x", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/{b=1}", "a/{c?}", true)]
    public void Overlaps(string a, string b, bool expected)
    {
        Assert.Equal(expected, RouteTemplate.Parse(a).Overlaps(RouteTemplate.Parse(b)));
        Assert.Equal(expected, RouteTemplate.Parse(b).Overlaps(RouteTemplate.Parse(a)));
    }

    [Theory]
    [InlineData("health/{*check}", "health/live", true)]
    [InlineData("health/{*check}", "health", true)]
    [InlineData("health/{*check}", "health/{a}/{*b}", true)]
    [InlineData("health/{*check}", "healthy", false)]
    [InlineData("spaces/{space}", "spaces/{name}", true)]
    [InlineData("spaces/{space}", "spaces/all", true)]
    [InlineData("spaces/all", "spaces/{name}", false)]
    [InlineData("spaces/{space}", "spaces/{name?}", false)]
    [InlineData("spaces/{space?}", "spaces/{name?}", true)]
    [InlineData("spaces/{space}", "spaces/{name}/more", false)]
    [InlineData("spaces/{space}", "spaces/{*rest}", false)]
    public void Covers(string manifest, string endpoint, bool expected) =>
        Assert.Equal(expected, RouteTemplate.Parse(manifest).Covers(RouteTemplate.Parse(endpoint)));

    [Theory]
    [InlineData("/api/x", "api|x")]
    [InlineData("/api/contributors/github%2Foctocat?x=/", "api|contributors|github/octocat")]
    [InlineData("/api/a%252Fb", "api|a%2Fb")]
    [InlineData("/api/a+b%20c%2B", "api|a+b c+")]
    [InlineData("/api/%C3%A9t%C3%A9/\u00e9", "api|\u00e9t\u00e9|\u00e9")]
    [InlineData("/api/%F0%9F%8C%BE", "api|\U0001F33E")]
    [InlineData("/api//x/", "api||x|")]
    [InlineData("/", "")]
    [InlineData("http://host:80/api/x%25", "api|x%")]
    [InlineData("http://host", "")]
    [InlineData("/a%3Fb%23c?d", "a?b#c")]
    public void Segments_are_unescaped_once(string target, string expected) => Assert.Equal(expected, string.Join('|', RouteSegments.Split(target)));

    [Theory]
    [InlineData("/a%")]
    [InlineData("/a%2")]
    [InlineData("/a%zz")]
    [InlineData("/%FF")]
    [InlineData("/%C3")]
    [InlineData("/a/../b")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/a/./b")]
    public void Ambiguous_paths_are_refused(string target) =>
        Assert.Equal(400, Assert.Throws<ProblemException>(() => RouteSegments.Split(target)).Problem.Status);
}
