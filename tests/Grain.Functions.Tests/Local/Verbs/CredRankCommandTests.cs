using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.CredRank;
using Grain.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>The verb <c>credrank FILE</c> from file to JSON.</summary>
public class CredRankCommandTests
{
    public static TheoryData<string> Regular => GoldenTests.Regular;

    public static TheoryData<string> Refused => GoldenTests.Refused;

    [Theory]
    [MemberData(nameof(Regular))]
    public void Every_regular_file_gives_the_recorded_output(string name)
    {
        var golden = GoldenCase.Load(name);
        var (exitCode, output) = Run(golden.Path);

        Assert.Equal(0, exitCode);
        var mint = golden.Output.GetProperty("totalMint").GetDouble();
        foreach (var member in golden.Output.EnumerateObject()
            .Where(member => member.Name is not ("iterations" or "convergenceDelta" or "transitions")))
            AssertNear(member.Value, output.GetProperty(member.Name), mint, member.Name);
    }

    [Theory]
    [MemberData(nameof(Regular))]
    public void Transitions_are_written_as_recorded(string name)
    {
        var golden = GoldenCase.Load(name);
        if (!golden.Output.TryGetProperty("transitions", out var expected)) return;

        var actual = Transitions(Run(golden.Path).Output.GetProperty("transitions"));
        foreach (var (wanted, found) in Transitions(expected).Zip(actual))
        {
            Assert.Equal(wanted.Ends, found.Ends);
            Assert.Equal(wanted.Probability, found.Probability, 1e-15);
        }

        Assert.Equal(expected.GetArrayLength(), actual.Count);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Every_error_file_is_refused_with_exit_code_2(string name)
    {
        var golden = GoldenCase.Load(name);
        AssertRefused(Run(golden.Path), golden.Output.GetProperty("error").GetProperty("kind").GetString()!);
    }

    [Fact]
    public void The_input_alone_is_a_file_too_whatever_the_order_of_its_members()
    {
        var whole = GoldenCase.Load("random-50-seed23");
        var input = JsonDocument.Parse(File.ReadAllBytes(whole.Path)).RootElement.GetProperty("input");
        var members = input.EnumerateObject().Reverse().Select(member => $"\"{member.Name}\": {member.Value.GetRawText()}");

        var (exitCode, output) = RunText($"{{ {string.Join(",", members)} }}");

        Assert.Equal(0, exitCode);
        AssertNear(whole.Output.GetProperty("participantCred"), output.GetProperty("participantCred"), 1, "participantCred");
    }

    [Fact]
    public void Without_epochs_the_weeks_of_the_graph_are_taken()
    {
        var (exitCode, output) = RunText("""
            { "participants": [{"id":"p"}], "contributions": [{"id":"c","mint":1,"timestampMs":1603584000000}],
              "edges": [{"src":"c","dst":"p","forwardWeight":1,"backwardWeight":0,"timestampMs":1604188800000}] }
            """);

        Assert.Equal(0, exitCode);
        Assert.Equal(2, output.GetProperty("participantCredPerEpoch").GetProperty("p").GetArrayLength());
        Assert.Equal(1, output.GetProperty("totalParticipantCred").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("bad-input", "{", "no JSON")]
    [InlineData("bad-input", "[]", "at $: ")]
    [InlineData("bad-input", """{ "participants": null }""", "null")]
    [InlineData("bad-input", """{ "edges": [{"id":"e"}] }""", "Edge number 0 has no src")]
    [InlineData("bad-input", """{ "contributions": [{"id":"c","mint":true}] }""", "$.contributions[0].mint")]
    [InlineData("bad-node-weight", """{ "contributions": [{"id":"c","mint":1e999}] }""", "c mints")]
    [InlineData("bad-edge-weight",
        """{ "edges": [{"id":"e7","src":"a","dst":"b","forwardWeight":-1,"backwardWeight":0,"timestampMs":0}] }""", "e7")]
    [InlineData("bad-edge-weight", """{ "edges": [{"src":"a","dst":"b","forwardWeight":0,"backwardWeight":"NaN","timestampMs":0}] }""",
        "number 0 from a to b")]
    [InlineData("bad-edge-time", """{ "edges": [{"src":"a","dst":"b","forwardWeight":0,"backwardWeight":1,"timestampMs":"Infinity"}] }""",
        "from a to b")]
    [InlineData("duplicate-node", """{ "participants": [{"id":"x"}], "contributions": [{"id":"x","mint":1}] }""", "x")]
    [InlineData("duplicate-edge",
        """
        { "edges": [{"id":"e","src":"a","dst":"b","forwardWeight":0,"backwardWeight":1,"timestampMs":0},
         {"id":"e","src":"a","dst":"b","forwardWeight":0,"backwardWeight":1,"timestampMs":0}] }
        """, "e")]
    [InlineData("no-epochs", """{ "participants": [] }""", "epochs")]
    [InlineData("bad-convergence", """{ "convergence": {"maxIterations":0} }""", "maxIterations")]
    [InlineData("bad-convergence", """{ "convergence": {"method":"guess"} }""", "gauss-seidel or power")]
    [InlineData("bad-convergence", """{ "convergence": {"method":null} }""", "The method is null")]
    [InlineData("bad-input", """{ "format":"grain-graph/9" }""", "reads grain-graph/1")]
    [InlineData("bad-input", """{ "input": {"format":"grain-graph/2"} }""", "grain-graph/2")]
    [InlineData("bad-input", "", "line 1")]
    [InlineData("bad-input", """{ "participants": [{"id":"p"}""", "line 1")]
    [InlineData("bad-input", """{ "epochStarts": [0], "lastEpochEnd": 1, "personalAttributions": [null] }""", "personalAttributions[0]")]
    [InlineData("bad-input",
        """
        { "epochStarts": [0], "lastEpochEnd": 1,
          "personalAttributions": [{"from":"p","recipients":[{"to":"q","proportions":[null]}]}] }
        """,
        "personalAttributions[0].recipients[0].proportions[0]")]
    [InlineData("epochs-not-increasing", """{ "epochStarts": [0] }""", "lastEpochEnd")]
    [InlineData("too-many-epochs",
        """{ "contributions": [{"id":"c","mint":1,"timestampMs":0}, {"id":"d","mint":1,"timestampMs":1e300}] }""", "1E+300")]
    [InlineData("too-many-epochs",
        """{ "contributions": [{"id":"c","mint":1,"timestampMs":0}, {"id":"d","mint":1,"timestampMs":8e15}] }""", "weeks")]
    public void What_is_wrong_with_a_file_is_named_with_its_place(string kind, string text, string place)
    {
        var result = RunText(text);
        AssertRefused(result, kind);
        Assert.Contains(place, result.Output.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public void What_is_no_file_of_text_is_told_as_what_it_is()
    {
        var folder = Run(AppContext.BaseDirectory);
        AssertRefused(folder, "bad-input");
        Assert.Contains("folder", folder.Output.GetProperty("error").GetProperty("message").GetString());
        var packed = RunText("\u001F\u008B\b", Encoding.Latin1);
        AssertRefused(packed, "bad-input");
        Assert.Contains("compressed", packed.Output.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        AssertRefused(Run(Path.Combine(AppContext.BaseDirectory, "no-such-file.json")), "bad-input");

    [Fact]
    public void Tokens_longer_than_the_buffer_are_read()
    {
        var id = new string('x', 200_000);
        var (exitCode, output) = RunText($$"""
            { "note": "{{id}}", "participants": [{"id":"{{id}}"}], "contributions": [{"id":"c\u00e9","mint":2}],
              "edges": [{"src":"cé","dst":"{{id}}","forwardWeight":1,"backwardWeight":1,"timestampMs":5}], "epochStarts": [0],
               "lastEpochEnd": 10 }
            """);

        Assert.Equal(0, exitCode);
        Assert.Equal(2, output.GetProperty("participantCred").GetProperty(id).GetDouble(), 1e-12);
    }

    [Fact]
    public void It_tells_how_much_is_read_and_how_many_sweeps_are_made()
    {
        var told = new Dictionary<string, List<long>>();
        var golden = GoldenCase.Load("random-50-seed23");
        var (_, output) = Run(golden.Path, what => (told[what] = []).Add);

        Assert.Equal(["of 0 MiB read", "sweeps"], told.Keys);
        Assert.NotEmpty(told["of 0 MiB read"]);
        Assert.Equal(output.GetProperty("iterations").GetInt64(), told["sweeps"].Count);
        Assert.Equal(told["sweeps"].Count, told["sweeps"][^1]);
    }

    private static (int ExitCode, JsonElement Output) RunText(string text, Encoding? encoding = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text, encoding ?? Encoding.UTF8);
            return Run(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int ExitCode, JsonElement Output) Run(string path, Func<string, Action<long>>? progress = null)
    {
        using var output = new MemoryStream();
        var exitCode = CredRankCommand.Run(path, output, threads: 2, progress ?? (_ => _ => { }), CancellationToken.None);
        return (exitCode, JsonDocument.Parse(output.ToArray()).RootElement);
    }

    private static void AssertRefused((int ExitCode, JsonElement Output) result, string kind)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(kind, result.Output.GetProperty("error").GetProperty("kind").GetString());
        Assert.NotEmpty(result.Output.GetProperty("error").GetProperty("message").GetString()!);
    }

    private static void AssertNear(JsonElement expected, JsonElement actual, double mint, string place)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Count(), actual.EnumerateObject().Count());
                foreach (var member in expected.EnumerateObject())
                    AssertNear(member.Value, actual.GetProperty(member.Name), mint, $"{place}.{member.Name}");
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                for (var i = 0; i < expected.GetArrayLength(); i++) AssertNear(expected[i], actual[i], mint, $"{place}[{i}]");
                break;
            default:
                var (wanted, found) = (expected.GetDouble(), actual.GetDouble());
                Assert.True(Math.Abs(wanted - found) <= 1e-9 * Math.Max(Math.Abs(wanted), 1e-6 * mint),
                    $"{place}: expected {wanted}, got {found}");
                break;
        }
    }

    private static List<(string Ends, double Probability)> Transitions(JsonElement array) =>
        [.. array.EnumerateArray().Select(step => ($"{step[0]} > {step[1]}", step[2].GetDouble()))
            .OrderBy(step => step.Item1, StringComparer.Ordinal).ThenBy(step => step.Item2)];
}
