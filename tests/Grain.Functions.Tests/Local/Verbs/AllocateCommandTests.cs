using System.CommandLine;
using System.Text.Json;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Tests.Distributions;
using Grain.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

public sealed class AllocateCommandTests
{
    /// <summary>Golden cases in which Grain decides otherwise; see docs/decisions/0004-distribution-quirks.md.</summary>
    private static readonly Dictionary<string, string> DecidedOtherwise = new()
    {
        ["balanced-floor-effects"] =
            """{"receipts":[{"id":"a","amount":"627"},{"id":"b","amount":"373"},{"id":"c","amount":"0"}],"total":"1000"}""",
        ["balanced-error-quotient-zero"] = """{"receipts":[{"id":"a","amount":"5"},{"id":"b","amount":"5"}],"total":"10"}""",
        ["immediate-drift-leftover-last"] = """
            {"receipts":[{"id":"u0","amount":"35541693193139564544"},{"id":"u1","amount":"64971543818486906880"},
            {"id":"u2","amount":"58328236679582302208"},{"id":"u3","amount":"9566362280022634549"},
             {"id":"u4","amount":"0"}],"total":"168407835971231408181"}
            """,
    };

    public static TheoryData<string> Cases => [.. GoldenFiles.CaseNames()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_the_golden_case_in_every_digit(string name)
    {
        var golden = GoldenFiles.Read(name);
        var expected = golden.GetProperty("output");
        if (DecidedOtherwise.TryGetValue(name, out var decided))
        {
            Assert.NotEmpty(golden.GetProperty("quirks").EnumerateArray());
            expected = JsonDocument.Parse(decided).RootElement;
        }

        var (exitCode, actual) = Run(GoldenFiles.PathOf(name));

        if (expected.TryGetProperty("error", out var error))
        {
            Assert.Equal(2, exitCode);
            Assert.Equal(error.GetProperty("kind").GetString(), actual.GetProperty("error").GetProperty("kind").GetString());
            Assert.NotEmpty(actual.GetProperty("error").GetProperty("message").GetString()!);
            return;
        }

        Assert.Equal(0, exitCode);
        Assert.Equal(Receipts(expected), Receipts(actual));
        Assert.Equal(expected.GetProperty("total").GetString(), actual.GetProperty("total").GetString());
        if (decided is null) Assert.Equal(Scores(expected), Scores(actual));
    }

    [Fact]
    public void Accepts_an_input_without_the_case_around_it()
    {
        var input = GoldenFiles.Read("immediate-basic").GetProperty("input").GetRawText();
        var (exitCode, actual) = RunText(input);
        Assert.Equal(0, exitCode);
        Assert.Equal(Receipts(GoldenFiles.Read("immediate-basic").GetProperty("output")), Receipts(actual));
    }

    [Fact]
    public void Accepts_a_byte_order_mark() =>
        Assert.Equal(0, RunText("\uFEFF" + GoldenFiles.Read("immediate-basic").GetProperty("input").GetRawText()).ExitCode);

    [Theory]
    [InlineData("null", "$ must be an object")]
    [InlineData("""{"policy":[]}""",
        "$.policy must be an object; $.effectiveTimestamp is missing; $.intervals is missing; $.identities is missing")]
    public void Says_once_that_something_is_no_object(string text, string message)
    {
        var (exitCode, actual) = RunText(text);
        Assert.Equal(2, exitCode);
        Assert.Equal(message, actual.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("\"budget\":\"10000000000000000000\"", "\"budget\":10", "$.input.policy.budget must be a text")]
    [InlineData("\"budget\":\"10000000000000000000\"", "\"budget\":\"1.5\"", "$.input.policy.budget must be a whole number")]
    [InlineData("\"IMMEDIATE\"", "\"LATER\"", "$.input.policy.type is \"LATER\"")]
    [InlineData("\"IMMEDIATE\"", "\"\"", "$.input.policy.type is \"\"; known are")]
    [InlineData("\"cred\":[5]", "\"cred\":5", "$.input.identities[1].cred must be an array")]
    [InlineData("\"id\":\"c\"", "\"id\":\"\\ud800\"", "$.input.identities[2].id holds half of a surrogate pair")]
    [InlineData("\"lookback\"", "\"lookBack\"", "$.input.policy.lookback is missing")]
    [InlineData("\"cred\":[5]", "\"cred\":[-5]", "$.input.identities[1].cred[0] must not be negative")]
    [InlineData("\"cred\":[5]", "\"cred\":[5,1]", "$.input.identities[1].cred has 2 entries for 1 intervals")]
    [InlineData("\"cred\":[5]", "\"cred\":[5.1]", "$.input.identities[1].totalCred is not the sum of cred")]
    [InlineData("\"id\":\"c\"", "\"id\":\"a\"", "$.input.identities[2].id \"a\" occurs twice")]
    [InlineData("\"active\":false", "\"active\":0", "$.input.identities[1].active must be true or false")]
    [InlineData("\"grainPaid\":\"0\"", "\"grainPaid\":\"1\"", "$.input.identities[0].grainPaid is not the sum")]
    [InlineData("\"end\":1578182400000", "\"end\":0", "$.input.intervals[0] must end after its start")]
    [InlineData("\"effectiveTimestamp\": 1578182400000", "\"effectiveTimestamp\": null",
        "$.input.effectiveTimestamp is missing")]
    [InlineData("\"active\":false", "\"active\":false,\"active\":true", "is not valid JSON")]
    [InlineData("}", "", "is not valid JSON")]
    public void Names_the_place_of_what_is_malformed(string found, string replacement, string message)
    {
        var text = File.ReadAllText(GoldenFiles.PathOf("immediate-inactive"));
        Assert.Contains(found, text, StringComparison.Ordinal);
        AssertFault(text.Replace(found, replacement, StringComparison.Ordinal), DistributionFault.MalformedInput, message);
    }

    [Fact]
    public void Names_everything_that_is_malformed() => AssertFault(
        """{"policy":{"budget":"x","type":"IMMEDIATE"},"intervals":[],"identities":[{"id":"a","active":true,"cred":[1],"totalCred":1}]}""",
        DistributionFault.MalformedInput,
        "$.policy.budget must be a whole number of base units in decimal digits; $.effectiveTimestamp is missing; "
            + "$.identities[0].cred has 1 entries for 0 intervals; $.identities[0].grainPaidPerInterval is missing; "
            + "$.identities[0].grainPaid is missing; $.policy.lookback is missing");

    [Theory]
    [InlineData("10000000000000000000", DistributionFault.LookbackNotInteger)]
    [InlineData("-1", DistributionFault.NegativeBudget)]
    public void Reports_a_fractional_lookback_after_the_checks_of_the_budget(string budget, string kind)
    {
        var text = File.ReadAllText(GoldenFiles.PathOf("immediate-inactive"))
            .Replace("\"lookback\":1", "\"lookback\":1.5", StringComparison.Ordinal)
            .Replace("\"10000000000000000000\"", $"\"{budget}\"", StringComparison.Ordinal);
        AssertFault(text, kind, "");
    }

    [Fact]
    public void Says_so_when_the_file_cannot_be_read()
    {
        var (exitCode, actual) = Run(GoldenFiles.PathOf("there-is-no-such-file"));
        Assert.Equal(2, exitCode);
        Assert.Equal(DistributionFault.FileNotReadable, actual.GetProperty("error").GetProperty("kind").GetString());
    }

    private static void AssertFault(string text, string kind, string message)
    {
        var (exitCode, actual) = RunText(text);
        Assert.Equal(2, exitCode);
        var error = actual.GetProperty("error");
        Assert.Equal(kind, error.GetProperty("kind").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static (int ExitCode, JsonElement Output) RunText(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return Run(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (int ExitCode, JsonElement Output) Run(string file)
    {
        using var output = new StringWriter();
        var exitCode = AllocateCommand.Create().Parse([file]).Invoke(new InvocationConfiguration { Output = output });
        return (exitCode, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private static (string Id, string Amount)[] Receipts(JsonElement output) =>
        [.. output.GetProperty("receipts").EnumerateArray()
            .Select(receipt => (receipt.GetProperty("id").GetString()!, receipt.GetProperty("amount").GetString()!))];

    private static double[] Scores(JsonElement output) =>
        output.TryGetProperty("scores", out var scores) ? [.. scores.EnumerateArray().Select(score => score.GetDouble())] : [];
}
