using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary><c>config get|set|unset|edit</c>, on the app itself.</summary>
public sealed class ConfigCommandTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain-test-");
    private GrainApp app = null!;
    private string space = "";

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""
            {"displayName":"Mill","webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}},
             "tiers":[{"name":"silver","from":10},{"name":"gold","from":100}]}
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("displayName", "Mill")]
    [InlineData("$.tiers[1].from", "100")]
    [InlineData("webhooks.github.secrets", "[\n  \"********\"\n]")]
    public async Task A_place_is_shown(string path, string shown) => Assert.Equal((0, shown + "\n", ""), await RunAsync("get", path));

    [Fact]
    public async Task All_of_it_is_shown()
    {
        var (code, output, _) = await RunAsync("get");
        Assert.Equal((0, true), (code, output.Contains("\"lengthDays\": 7", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("displayNam", 1, "displayNam is not set; did you mean 'displayName'?")]
    [InlineData("tiers[", 2, "'tiers[' has a bracket that is not closed")]
    [InlineData("tiers..name", 2, "'tiers..name' is no path, as weights.nodes.commit or distribution.policies[0].parts")]
    public async Task A_place_that_is_none_is_told(string path, int expected, string message) =>
        Assert.Equal((expected, "", $"grain: {message}\n"), await RunAsync("get", path));

    [Theory]
    [InlineData("weights.nodes.commit", "0.5", "0.5")]
    [InlineData("weights.edges.authors.forward", "3", "3")]
    [InlineData("webhooks.points.github:pull_request.merged", "10", "10")]
    [InlineData("weights.nodeOverrides['docs/intro.md']", "2", "2")]
    [InlineData("distribution.budgetPerEpoch", "1000.5", "\"1000.5\"")]
    [InlineData("displayName", "The great mill", "\"The great mill\"")]
    [InlineData("displayName", "[Mill] {of Octo} 🌾", "\"[Mill] {of Octo} 🌾\"")]
    [InlineData("token.icon", "🌱", "\"🌱\"")]
    [InlineData("enabled", "false", "false")]
    [InlineData("tiers[0].from", "20", "20")]
    [InlineData("tiers[2]", """{"name":"oak","from":500}""", """{"name":"oak","from":500}""")]
    public async Task A_value_is_set_and_taken_back(string path, string value, string shown)
    {
        Assert.Equal((0, $"{path} is {shown} (version 2 of the configuration)\n", ""), await RunAsync("set", path, value));
        Assert.Equal("silver\n", (await RunAsync("get", "tiers[0].name")).Output);
        Assert.Equal(2, (await app.FindSpaceAsync(space)).ConfigVersion);
        if (!path.StartsWith("tiers[0]", StringComparison.Ordinal)) Assert.Equal(0, (await RunAsync("unset", path)).Code);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_place()
    {
        var (code, _, error) = await RunAsync("set", "weights.nodes.comit", "1");
        Assert.Equal(1, code);
        Assert.Contains("$.weights.nodes.comit: is not known here; did you mean 'commit'?", error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("set", "tiers", "[{")).Code);
        Assert.Equal(2, (await RunAsync("set", "tiers[7]", "1")).Code);
        Assert.Equal(2, (await RunAsync("set", "", "{}")).Code);
        Assert.Contains("--space stands behind --", (await RunAsync("set", "displayName", "--", "-x")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await app.FindSpaceAsync(space)).ConfigVersion);
    }

    [Fact]
    public async Task An_element_that_is_taken_out_is_not_taken_for_the_next_one() =>
        Assert.Equal((0, "tiers[0] is taken out (version 2 of the configuration)\n", ""), await RunAsync("unset", "tiers[0]"));

    [Fact]
    public async Task What_is_edited_is_sent_and_what_is_faulty_comes_back_with_its_faults()
    {
        var (code, output, error) = await EditAsync(
            "sed -i 's/\"lengthDays\": 7/\"lengthDays\": 0/' \"$1\"",
            "cp \"$1\" seen.txt; sed -i 's/\"lengthDays\": 0/\"lengthDays\": 14/' \"$1\"");
        Assert.Equal((0, $"{space} has version 2 of its configuration.\n", ""), (code, output, error));
        Assert.Contains("//   $.epochs.lengthDays: must lie between 1 and 3660\n",
            await File.ReadAllTextAsync(Path.Combine(folder.FullName, "seen.txt")), StringComparison.Ordinal);
        Assert.Equal(14, (await app.FindSpaceAsync(space)).Config.Epochs.LengthDays);
        Assert.Equal((0, "Nothing was changed.\n", ""), await EditAsync("true"));
    }

    [Theory]
    [InlineData("sed -i 's/{/{{/' \"$1\"", "true", "does not belong here")]
    [InlineData("echo '{\"enabled\":true,\"bees\":1}' > \"$1\"", "true", "$.bees: is not known here")]
    [InlineData("echo '{\"enabled\":true}' > \"$1\"; exit 3", "true", "ended with 3")]
    public async Task What_is_not_taken_stays_in_a_file_that_is_named(string first, string then, string reason)
    {
        var (code, _, error) = await EditAsync(first, then);
        Assert.Equal((1, true), (code, error.Contains(reason, StringComparison.Ordinal)));
        var file = error.TrimEnd()[(error.LastIndexOf(" is in ", StringComparison.Ordinal) + " is in ".Length)..];
        Assert.True(File.Exists(file), error);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.Equal(1, (await app.FindSpaceAsync(space)).ConfigVersion);
    }

    /// <summary>Edits with a script that does one thing after the other, each time that it is opened.</summary>
    private async Task<(int Code, string Output, string Error)> EditAsync(params string[] steps)
    {
        var script = Path.Combine(folder.FullName, "editor.sh");
        var cases = string.Concat(steps.Select((step, index) => $"{index}) {step};;\n"));
        await File.WriteAllTextAsync(script,
            $"cd '{folder.FullName}'\nn=$(cat n 2>/dev/null || echo 0)\necho $((n + 1)) > n\ncase $n in\n{cases}esac\n");
        File.Delete(Path.Combine(folder.FullName, "n"));
        return await RunAsync("edit", "--editor", $"sh '{script}'");
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => AnsweringApp.RunAsync(
        ["config", .. arguments, "--space", space, "--app", $"http://127.0.0.1:{app.Client.BaseAddress!.Port}",
            "--key", TestHost.OwnerKey]);
}
