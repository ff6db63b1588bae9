using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>The verbs of every day, against the app.</summary>
public sealed class DailyWorkTests
{
    private GrainApp app = null!;
    private string space = null!;

    [Fact]
    public async Task A_day_s_work()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("{}");
        Assert.Contains("github/ada has 12.5 points more (id cli-", await SaysAsync("grant", "github/ada", "12.5", "--note", "a talk"),
            StringComparison.Ordinal);
        await SaysAsync("grant", "forum/ada", "3", "--category", "help");
        Assert.Contains("Ada (github/ada), USER", await SaysAsync("identity", "add", "github/ada", "--name", "Ada"),
            StringComparison.Ordinal);
        var (code, _, error) = await RunAsync("identity", "alias", "o'neil", "forum/ada");
        Assert.Equal((1, "grain: there is no identity 'o'neil'.\n  register them first: ./grain identity add 'o'\\''neil'\n"),
            (code, error));
        Assert.Contains("\n  forum/ada\n", await SaysAsync("identity", "alias", "github/ada", "forum/ada"), StringComparison.Ordinal);
        await SaysAsync("identity", "add", "bob");
        Assert.Contains("github/ada   Ada    USER   yes      forum/ada", await SaysAsync("identity", "list"), StringComparison.Ordinal);
        Assert.Contains("12.5 grain minted for github/ada: completed (id x)", await SaysAsync("mint", "github/ada", "12.5", "--id", "x"),
            StringComparison.Ordinal);
        await SaysAsync("mint", "github/ada", "12.5", "--id", "x");
        await SaysAsync("transfer", "github/ada", "bob", "2.25", "--memo", "thanks");
        await HoldAsync();

        Assert.Equal("Nothing is in the log.\n", await SaysAsync("webhook", "deliveries"));

        var ada = await SaysAsync("person", "forum/ada");
        Assert.Contains("Ada (github/ada)\n  also          forum/ada\n  points        15.5 by 2 grants, ", ada, StringComparison.Ordinal);
        Assert.Contains("\n  grain         10.25, of 0 received\n", ada, StringComparison.Ordinal);
        Assert.Contains("\n  streak        1 day, the longest 1 day\n", ada, StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(await SaysAsync("person", "github/ada", "--json"));
        Assert.Equal(["contributor", "streak", "buddy", "achievements", "events"],
            json.RootElement.EnumerateObject().Select(part => part.Name));

        Assert.Contains("\n  1   github/ada ", await SaysAsync("leaderboard", "--by", "points", "--period", "30d"),
            StringComparison.Ordinal);
        Assert.Contains("None is due", await SaysAsync("epochs", "close"), StringComparison.Ordinal);
        Assert.Contains("None is due", await SaysAsync("epochs"), StringComparison.Ordinal);
        Assert.Contains("\n  from: must be the id of an epoch, such as 2026-11-15\n  to: must",
            (await RunAsync("payouts", "--from", "foo", "--to", "2026-11-32")).Error, StringComparison.Ordinal);
        Assert.Equal("Nothing waits to be paid; --all shows what was.\n",
            await SaysAsync("payouts", "--from", "2026-11-15", "--to", "2026-11-15T0930"));
    }

    /// <summary>What is held is sent in part, and the rest given free: the balance is as before but for what bob sent back.</summary>
    private async Task HoldAsync()
    {
        var held = await SaysAsync("hold", "place", "bob", "2", "--to", "github/ada", "--expires", "3d", "--memo", "a bounty");
        var id = held[(held.IndexOf("(id ", StringComparison.Ordinal) + 4)..held.IndexOf(')', StringComparison.Ordinal)];
        Assert.StartsWith("2 grain of bob held until ", held, StringComparison.Ordinal);
        Assert.Matches($"\n  {id} +bob +github/ada +2 +20", await SaysAsync("hold", "list", "bob"));
        Assert.Equal("0.5 grain from bob to github/ada: completed\n",
            await SaysAsync("hold", "commit", "bob", id, "--amount", "0.5", "--part", "p1"));
        Assert.Equal($"The hold {id} of bob is voided: 0.5 grain sent, 1.5 given free\n", await SaysAsync("hold", "void", "bob", id));
        Assert.Equal("Nothing of bob is held.\n", await SaysAsync("hold", "list", "bob"));
        await SaysAsync("transfer", "github/ada", "bob", "0.5");
        var (code, _, error) = await RunAsync("hold", "commit", "bob", id);
        Assert.Equal((1, true), (code, error.Contains("is void", StringComparison.Ordinal)));
    }

    private async Task<string> SaysAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        AnsweringApp.RunAsync([.. arguments, "--space", space, "--app", app.Client.BaseAddress!.ToString(), "--key",
            TestHost.OwnerKey]);
}
