using Grain.Functions.Hosting.Sent;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

public sealed class FactReaderTests
{
    private const string Good = """
        {"requestId":"r1","caller":"ada","at":"2026-11-21T10:00:00+01:00","model":"small","status":"ok","tokensIn":12,"tokensOut":34.0,
         "costUsd":0.0000123,
         "latencyMs":80,"fallbackUsed":true,"cacheHit":false,"semanticHit":true,"tokensSaved":5,"costSaved":7.5e-8}
        """;

    [Fact]
    public void A_request_with_all_it_can_have_is_read_exactly()
    {
        var (fact, faults) = Read(Good);
        Assert.Empty(faults);
        Assert.Equal(
            new ActivityFact
            {
                Kind = "request",
                Id = "r1",
                Caller = "ada",
                At = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
                Model = "small",
                Status = "ok",
                TokensIn = 12,
                TokensOut = 34,
                CostUsd = new Dollars(12_300),
                LatencyMs = 80,
                FallbackUsed = true,
                CacheHit = false,
                SemanticHit = true,
                TokensSaved = 5,
                CostSaved = new Dollars(75),
            },
            fact);
    }

    [Theory]
    [InlineData("""{"kind":"tool-call","id":"t","caller":"ada","at":"2026-11-21T10:00:00Z","name":"grep","tokensSaved":9}""")]
    [InlineData("""{"kind":"race","id":"t","caller":"ada","at":"2026-11-21T10:00:00Z"}""")]
    [InlineData("""{"kind":"fact","id":"t","caller":"ada","at":"2026-11-21T10:00:00Z","supersedes":true}""")]
    [InlineData("""{"kind":"subscription","id":"t","caller":"ada","at":"2026-11-21T10:00:00Z","name":"pro"}""")]
    public void The_other_kinds_are_read(string json) => Assert.Empty(Read(json).Faults);

    [Theory]
    [InlineData("\"requestId\":\"r1\"", "\"requestId\":\"\"", "$.requestId")]
    [InlineData("\"requestId\":\"r1\"", "\"id\":\"r1\",\"requestId\":\"r1\"", "$.requestId")]
    [InlineData("\"requestId\":\"r1\"", "\"kind\":\"grant\",\"id\":\"r1\"", "$.kind")]
    [InlineData("\"caller\":\"ada\"", "\"caller\":7", "$.caller")]
    [InlineData("\"caller\":\"ada\"", "\"caller\":\"\\ud800\"", "$.caller")]
    [InlineData("\"at\":\"2026-11-21T10:00:00+01:00\",", "", "$.at")]
    [InlineData("2026-11-21T10:00:00+01:00", "2026-11-23T10:00:00Z", "$.at")]
    [InlineData("2026-11-21T10:00:00+01:00", "1926-11-20T10:00:00Z", "$.at")]
    [InlineData("\"tokensIn\":12", "\"tokensIn\":-1", "$.tokensIn")]
    [InlineData("\"tokensIn\":12", "\"tokensIn\":1.5", "$.tokensIn")]
    [InlineData("\"tokensIn\":12", "\"tokensIn\":\"NaN\"", "$.tokensIn")]
    [InlineData("\"tokensIn\":12", "\"tokensIn\":1e30", "$.tokensIn")]
    [InlineData("\"tokensIn\":12", "\"tokensIn\":1e300", "$.tokensIn")]
    [InlineData("\"costUsd\":0.0000123", "\"costUsd\":-0.5", "$.costUsd")]
    [InlineData("\"costUsd\":0.0000123", "\"costUsd\":\"0.5\"", "$.costUsd")]
    [InlineData("\"costUsd\":0.0000123", "\"costUsd\":0.3000000000004", "$.costUsd")]
    [InlineData("\"costUsd\":0.0000123", "\"costUsd\":1e9", "$.costUsd")]
    [InlineData("\"cacheHit\":false", "\"cacheHit\":\"yes\"", "$.cacheHit")]
    [InlineData("\"latencyMs\":80", "\"latencyMs\":-80", "$.latencyMs")]
    [InlineData("\"latencyMs\":80", "\"latency\":80", "$.latency")]
    public void A_fault_is_named_with_its_place(string part, string instead, string path)
    {
        var (fact, faults) = Read(Good.Replace(part, instead, StringComparison.Ordinal));
        Assert.Null(fact);
        Assert.Equal(path, Assert.Single(faults).Path);
    }

    [Fact]
    public void All_faults_are_named_not_only_the_first() =>
        Assert.Equal(
            ["$.surprise", "$.requestId", "$.caller", "$.at", "$.model", "$.costUsd"],
            Read("""{"surprise":1,"costUsd":"free"}""").Faults.Select(fault => fault.Path));

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"fact\"")]
    public void What_is_no_object_is_no_fact(string json) => Assert.Equal("$", Assert.Single(Read(json).Faults).Path);

    private static (ActivityFact? Fact, IReadOnlyList<Fault> Faults) Read(string json) =>
        SentText.ReadLine(json, sent => FactReader.ReadOne(sent, Now));
}
