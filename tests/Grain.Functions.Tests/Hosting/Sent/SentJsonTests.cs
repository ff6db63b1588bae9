using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Hosting.Sent;

/// <summary>
/// Documents that are no JSON, or not of the shape of a record: every fault, its path and its place, in words of the house.
/// </summary>
public sealed class SentJsonTests
{
    [Theory]
    [InlineData("", "$", 1, 1, "ends too early")]
    [InlineData("{\"a\":[1,\n {\"b\":2", "$.a[1].b", 2, 8, "ends too early")]
    [InlineData("{\"a\":[1, x]}", "$.a[1]", 1, 10, "'x' does not belong here")]
    [InlineData("{\"a\":[x]}", "$.a[0]", 1, 7, "'x' does not belong here")]
    [InlineData("[+1]", "$[0]", 1, 2, "'+' does not belong here")]
    [InlineData("[\u00a1]", "$[0]", 1, 2, "the byte 0xc2 does not belong here")]
    [InlineData("{\"a\":[1 2]}", "$.a[0]", 1, 9, "'2' does not belong here")]
    [InlineData("{\"a\":[[1,2],[3,\n\"b, \\x\"]]}", "$.a[1][1]", 2, 6, "'x' does not belong here")]
    [InlineData("{\"a\":[1,{\"b\":2},tru]}", "$.a[2]", 1, 20, "']' does not belong here")]
    [InlineData("{\"a\":\n01}", "$.a", 2, 2, "'1' does not belong here")]
    [InlineData("{} {}", "$", 1, 4, "'{' does not belong here")]
    [InlineData("{\"a\":\"\u0001\"}", "$.a", 1, 7, "the byte 0x01 does not belong here")]
    [InlineData("{\"a\":{\"b\":1},\n\"c\":[{\"d\":1,\"\\u0064\":2}]}", "$.c[0].d", 2, 13, "occurs twice in its object")]
    [InlineData("{\"a\":{\"\\ud800\":1}}", "$.a", 1, 7, "the name of this property is not Unicode text")]
    public void What_is_no_JSON_is_told_with_path_and_place(string json, string path, int line, int position, string words)
    {
        var fault = Assert.Throws<SentException>(() => SentJson.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Equal((path, words), (Assert.Single(fault.Faults).Path, fault.Faults[0].Message));
        Assert.Equal($"Line {line}, byte {position}", fault.Place);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        using var deepest = SentJson.Parse(Nested(SentJson.DepthMax));
        Assert.Contains("depth", Assert.Throws<SentException>(() => SentJson.Parse(Nested(SentJson.DepthMax + 1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_of_a_record_is_told_with_its_path()
    {
        const string json = """
            {"enabled":"yes","token":{"decimals":1.5,"nmae":"x"},
             "epochs":{"first":"soon","lengthDays":null},"tiers":[{"name":7,"from":"a lot"},5],
             "weights":{"changes":[{"from":"soon"}]}}
            """;
        var fault = Assert.Throws<SentException>(() => SentJson.Read(Encoding.UTF8.GetBytes(json), Configs.Form.Config));
        Assert.Equal(
            [
                "$.enabled must be true or false", "$.token.decimals must be a whole number, within range",
                "$.token.nmae is not known here; did you mean 'name'?",
                "$.epochs.first must be a time such as \"2026-11-15T08:30:00Z\"", "$.epochs.lengthDays must not be null",
                "$.tiers[0].name must be a text", "$.tiers[0].from must be a JSON number", "$.tiers[1] must be an object",
                "$.weights.changes[0].from must be a time such as \"2026-11-15T08:30:00Z\"",
            ],
            fault.Faults.Select(each => $"{each.Path} {each.Message}"));
        Assert.Equal("Line 1, byte 12", fault.Place);
    }

    [Theory]
    [InlineData("""{"credRank":{"alpha":1e400}}""", "$.credRank.alpha")]
    [InlineData("""{"weights":{"nodes":{"pull":-1e400}}}""", "$.weights.nodes.pull")]
    [InlineData("""{"distribution":{"policies":[{"type":"BALANCED","discount":1e999}]}}""", "$.distribution.policies[0].discount")]
    public void A_number_that_nothing_holds_is_a_fault(string json, string path)
    {
        var fault = Assert.Throws<SentException>(() => Configs.Read(json));
        Assert.Equal(new Fault(path, "must be a number, within range"), Assert.Single(fault.Faults));
    }

    [Fact]
    public void The_path_of_a_member_with_a_long_name_is_not_made_anew_for_each_in_it()
    {
        var members = string.Join(',', Enumerable.Range(0, 5_000).Select(each => $"\"u{each}\":1"));
        var json = "{\"weights\":{\"edges\":{\"" + new string('x', 100_000) + "\":{" + members + "}}}}";
        var bytes = Encoding.UTF8.GetBytes(json);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SentException>(() => SentJson.Read(bytes, Configs.Form.Config));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void The_faults_of_a_record_end_when_enough_are_told()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":1")) + "}";
        var fault = Assert.Throws<SentException>(() => SentJson.Read(Encoding.UTF8.GetBytes(json), Configs.Form.Config));
        Assert.Equal(FaultList.Most + 1, fault.Faults.Count);
    }

    /// <summary>Documents that are cut, or have a byte of another kind somewhere: what the parser takes is read as it reads it.</summary>
    [Fact]
    public void Exactly_the_documents_that_the_framework_takes_are_taken() => Prop.ForAll(
        SentGen.Documents.ToArbitrary(), ArbMap.Default.ArbFor<(byte At, char With)>(), (document, change) =>
        {
            var text = document.ToArray();
            var broken = text.Select((c, at) => at == change.At % (text.Length + 1) ? (char)(change.With % 128) : c).ToArray();
            foreach (var json in new[] { document, new string(broken), document[..(change.At % (document.Length + 1))] })
            {
                var bytes = Encoding.UTF8.GetBytes(json);
                JsonDocument? expected = null;
                try
                {
                    expected = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
                }
                catch (JsonException)
                {
                }

                try
                {
                    using var read = SentJson.Parse(bytes);
                    if (expected?.RootElement.GetRawText() != read.RootElement.GetRawText()) return false;
                }
                catch (SentException fault)
                {
                    if (expected is not null || fault.Faults.Count != 1 || fault.LineNumber is null) return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));
}
