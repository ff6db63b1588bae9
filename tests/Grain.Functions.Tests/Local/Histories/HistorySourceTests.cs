using Grain.Local.CommandLine;
using Grain.Local.Histories;
using Grain.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>Which repository of which place a clone is of.</summary>
public sealed class HistorySourceTests
{
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
}
