using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>A command line that is not taken: exit code 2, and on standard error what is wrong and how it is right.</summary>
public sealed class WrongUsageTests
{
    [Theory]
    [InlineData("there is no './grain leaderbord'; did you mean 'leaderboard'?\n./grain --help shows what it takes", "leaderbord")]
    [InlineData("there is no './grain nonsense'; there are ", "nonsense")]
    [InlineData("say what to do: ./grain poison list|show|replay|drop\n./grain poison --help", "poison")]
    [InlineData("there is no './grain poison lits'; did you mean 'list'?", "poison", "lits")]
    [InlineData("./grain leaderboard knows no --limt; did you mean '--limit'?\n./grain leaderboard --help", "leaderboard", "--limt", "3")]
    [InlineData("'extra' is one too many for ./grain leaderboard", "leaderboard", "extra")]
    [InlineData("--limit must be a whole number between 1 and 1000, not '0'", "leaderboard", "--limit", "0")]
    [InlineData("./grain credrank needs FILE\n", "credrank")]
    [InlineData(
        "there is no './grain import svn'; there are grants, git, github, sourcecred, abandon\n./grain import --help",
        "import", "svn", "x")]
    [InlineData("./grain config get knows no --nope\n", "config", "get", "--nope")]
    [InlineData("./grain person knows no --event; did you mean '--events'?\n", "person", "--event")]
    [InlineData("./grain config set knows no -x\n", "config", "set", "displayName", "-x")]
    [InlineData("AMOUNT must be more than 0, not '0.0'\n", "mint", "ada", "0.0")]
    [InlineData("AMOUNT must be more than 0, not '-2'\n", "transfer", "ada", "bob", "-2")]
    [InlineData("required argument missing for option: '--space'", "verify", "--space")]
    [InlineData("'x' is no whole number for --threads\n", "credrank", "a.json", "--threads", "x")]
    [InlineData("POINTS must be a number such as 12 or -0.5, not 'much'", "grant", "ada", "much")]
    [InlineData("POINTS must be a number such as 12 or -0.5, not '1,5'", "grant", "ada", "1,5")]
    [InlineData("--app must be an address that begins with http:// or https://", "leaderboard", "--app", "localhost:7071")]
    public async Task It_says_what_is_wrong(string message, params string[] arguments)
    {
        var (code, output, error) = await AnsweringApp.RunAsync(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.All(error.TrimEnd('\n').Split('\n').SkipLast(1), line => Assert.StartsWith("grain: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Usage:\n  ./grain leaderboard [options]", "leaderboard", "--help")]
    [InlineData("Usage:\n  ./grain leaderboard [options]", "leaderboard", "-h")]
    [InlineData("Usage:\n  ./grain explain <CONTRIBUTOR> [options]", "explain", "--help")]
    [InlineData("Usage:\n  ./grain poison [command] [options]", "poison", "-h")]
    public async Task Help_is_help_whatever_is_missing(string usage, params string[] arguments)
    {
        var (code, output, error) = await AnsweringApp.RunAsync(arguments);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(usage, output, StringComparison.Ordinal);
    }
}
