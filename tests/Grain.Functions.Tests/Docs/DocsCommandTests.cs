using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Docs;

/// <summary>
/// The commands that readers copy are run. A block's language says what it is: <c>bash</c> is run (<c>bash fails</c> must fail), in the
/// order of its page; <c>bash elsewhere REASON</c> is not, and is counted here by its reason; a block marked <c>output</c> is held against
/// what the block before it printed; <c>json config</c> is a configuration, and must be taken.
/// </summary>
public sealed partial class DocsCommandTests
{
    private static readonly string[] Languages = ["bash", "text", "json", "jsonc", "csharp", "mermaid", "markdown", "python"];

    /// <summary>Why commands are not run here, and how many blocks there are of each.</summary>
    private static readonly Dictionary<string, (int Blocks, string Why)> Elsewhere = new()
    {
        ["account"] = (3, "needs an account of GitHub"),
        ["azure"] = (11, "needs a subscription of Azure"),
        ["core-tools"] = (1, "needs Azure Functions Core Tools"),
        ["keeps-running"] = (9, "goes on until it is stopped, or has tests of its own"),
        ["long"] = (24, "measures for minutes"),
        ["package"] = (5, "makes a package for minutes, or runs in what it made"),
        ["other-storage"] = (5, "needs a second storage account"),
        ["appeal"] = (1, "needs an appeal that somebody has filed; SignedInTests has one"),
        ["duckdb"] = (1, "needs DuckDB; ProcessFilesTests finds the same in the same files"),
        ["token"] = (2, "needs a token of an identity provider; SignedInTests has one"),
    };

    [Fact]
    public async Task Every_command_does_what_its_page_says()
    {
        var app = await GrainApp.SharedAsync();
        using var slots = new SemaphoreSlim(3);
        var pages = DocsPage.All.Where(page => page.Fences.Any(fence => fence.IsPlayed));
        var differences = await Task.WhenAll(pages.Select(async page =>
        {
            await slots.WaitAsync();
            try
            {
                return await new DocsPlay(page, app.Client.BaseAddress!, app.ConnectionString).RunAsync();
            }
            finally
            {
                slots.Release();
            }
        }));
        Assert.True(differences.All(page => page.Count == 0), string.Join("\n\n", differences.SelectMany(page => page)));
    }

    [Fact]
    public async Task Every_configuration_that_is_shown_is_taken()
    {
        var app = await GrainApp.SharedAsync();
        foreach (var fence in Fences.Where(fence => fence is { Language: "json", Mark: "config" }))
            await app.NewSpaceAsync(fence.Text);
    }

    [Fact]
    public void Every_block_says_what_it_is_and_commands_stand_where_they_are_run()
    {
        Assert.Empty(Fences.Where(fence => !Languages.Contains(fence.Language)
            || fence.Mark is not ("" or "fails" or "elsewhere" or "output" or "config")).Select(fence => $"{fence}: '{fence.Words}'"));
        Assert.DoesNotContain(Fences, fence => fence.Language != "bash" && !fence.IsOutput && Command().IsMatch(fence.Text));
        Assert.All(Fences.Where(fence => fence.Language == "json" && !fence.IsOutput), fence => JsonDocument.Parse(fence.Text).Dispose());
    }

    [Fact]
    public void Every_verb_that_the_text_names_is_one()
    {
        // The last five are the script's own.
        var verbs = Commands.Create().Subcommands.Select(verb => verb.Name)
            .Concat(["test", "bench", "simulate", "chaos", "help"]).ToHashSet();
        Assert.Empty(from page in DocsPage.All
                     from Match verb in Verb().Matches(page.Text)
                     where !verbs.Contains(verb.Groups[1].Value)
                     select $"{page.Name}: {verb.Value}");
    }

    [Fact]
    public void Commands_that_are_not_run_here_are_counted()
    {
        var counted = Fences.Where(fence => fence.Mark == "elsewhere").CountBy(fence => fence.Words.ElementAtOrDefault(2) ?? "");
        Assert.Equal(Elsewhere.OrderBy(reason => reason.Key).Select(reason => (reason.Key, reason.Value.Blocks)),
            counted.OrderBy(reason => reason.Key).Select(reason => (reason.Key, reason.Value)));
    }

    [Theory]
    [InlineData("a … c", "a b\nc", true)]
    [InlineData("a c", "a b c", false)]
    [InlineData("a …", "b a", false)]
    public void An_ellipsis_stands_for_anything_and_blanks_do_not_matter(string shown, string printed, bool same) =>
        Assert.Equal(same, DocsPlay.Shows(shown, printed));

    private static IEnumerable<DocsFence> Fences => DocsPage.All.SelectMany(page => page.Fences);

    [GeneratedRegex(@"\./grain ([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"^\s*\$?\s*(curl|\./grain|az|dotnet|npm|node|func|git) ", RegexOptions.Multiline)]
    private static partial Regex Command();
}
