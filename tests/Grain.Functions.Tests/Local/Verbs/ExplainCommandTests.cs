using System.Text.Json;
using Grain.Functions.Epochs;
using Grain.Functions.Tests.Epochs;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary><c>explain</c> and <c>whatif</c>, about epochs that are closed.</summary>
public sealed class ExplainCommandTests(ClosedEpochs closed) : IClassFixture<ClosedEpochs>
{
    [Fact]
    public async Task Explain_tells_where_cred_came_from_as_text_and_as_JSON()
    {
        var (code, output, error) = await GrainAsync("explain", "--space", closed.Space, "ada");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("ada has 8 points, ", output, StringComparison.Ordinal);
        Assert.Contains("2 grants of “test”", output, StringComparison.Ordinal);
        Assert.Contains("fast: the cred of the last epochs (IMMEDIATE)", output, StringComparison.Ordinal);

        (code, output, error) = await GrainAsync("explain", "--space", closed.Space, "ada", "--flows", "--epoch", "all");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("ada: 8.107 cred as of 2024-01-14, score 1000, rank 1", output, StringComparison.Ordinal);
        Assert.Contains("contribution grant/g1", output, StringComparison.Ordinal);

        (code, output, error) =
            await GrainAsync("explain", "ada", "--space", closed.Space, "--epoch", "2024-01-07", "--top", "1", "--json");
        Assert.Equal((0, ""), (code, error));
        var told = JsonDocument.Parse(output).RootElement;
        Assert.Equal(("ada", "2024-01-07"), (told.GetProperty("contributor").GetString(), told.GetProperty("epoch").GetString()));
        Assert.Equal(7, told.GetProperty("total").GetProperty("cred").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Whatif_shows_what_would_be_as_text_and_as_JSON()
    {
        var weights = closed.Write("weights.json", """{"nodeOverrides":{"grant/g1":0}}""");
        var (code, output, error) = await GrainAsync("whatif", "--space", closed.Space, "--weights", weights);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Epoch 2024-01-14: 11 cred would be 4; nothing was changed.", output, StringComparison.Ordinal);
        Assert.Contains("  bob", output, StringComparison.Ordinal);

        (code, output, error) = await GrainAsync("whatif", "--space", closed.Space, "--weights", weights, "--epoch", "all", "--epochs");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("2 epochs from 2024-01-07 to 2024-01-14, one after the other; nothing was changed.", output,
            StringComparison.Ordinal);
        Assert.Contains("2024-01-07", output, StringComparison.Ordinal);

        (code, output, error) = await GrainAsync(
            "whatif", "--space", closed.Space, "--parameters", closed.Write("parameters.json", """{"alpha":0.2}"""), "--epoch",
            "2024-01-07", "--json");
        Assert.Equal((0, ""), (code, error));
        var told = JsonDocument.Parse(output).RootElement;
        Assert.Equal("2024-01-07", told.GetProperty("epoch").GetString());
        Assert.Equal(["ada"], told.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("contributor").GetString()));
    }

    [Theory]
    [InlineData("there is no space 'nowhere'", "explain", "ada", "--space", "nowhere")]
    [InlineData("there is no closed epoch '2031-01-05'", "explain", "ada", "--epoch", "2031-01-05")]
    [InlineData("knows nobody called 'nobody'", "explain", "nobody")]
    [InlineData("there is no closed epoch '2031-01-05'", "whatif", "--weights", "{}", "--epoch", "2031-01-05")]
    [InlineData("$.weights.nodes.pull", "whatif", "--weights", """{"nodes":{"pull":-1}}""")]
    [InlineData("wieghts", "whatif", "--weights", """{"wieghts":{}}""")]
    public async Task What_cannot_be_told_exits_with_1_and_says_why(string fault, params string[] arguments)
    {
        string[] inSpace = arguments.Contains("--space") ? arguments : [.. arguments, "--space", closed.Space];
        var (code, output, error) =
            await GrainAsync([.. inSpace.Select(argument => argument[0] == '{' ? closed.Write("fault.json", argument) : argument)]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(fault, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal); // words, not a stack
    }

    [Theory]
    [InlineData("name a file with --weights", "whatif")]
    [InlineData("--from and --epochs go with --epoch all", "whatif", "--weights", "{}", "--epochs")]
    public async Task What_is_asked_wrongly_exits_with_2(string fault, params string[] arguments)
    {
        var (code, output, error) = await GrainAsync(
            [.. arguments.Select(argument => argument[0] == '{' ? closed.Write("usage.json", argument) : argument), "--space",
                closed.Space]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(fault, error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> GrainAsync(params string[] arguments) =>
        CommandLine.GrainAsync(closed.ConnectionString, arguments);
}

/// <summary>A space of which two epochs are closed, in the account of the app.</summary>
public sealed class ClosedEpochs : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain");

    public string ConnectionString { get; private set; } = "";

    public string Space { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var app = await GrainApp.SharedAsync();
        var fixture = new EpochFixture(app.Account);
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await fixture.GrantAsync("g2", "bob", 3, 1);
        await fixture.GrantAsync("g3", "ada", 1, 1);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        (ConnectionString, Space) = (app.ConnectionString, fixture.Name);
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Writes a file that a verb reads.</summary>
    internal string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
