using System.Net;
using System.Text.Json;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Grants;

/// <summary>Values that no clock and no account has: refused at every door, and lived with where a ledger holds them already.</summary>
public sealed class OddValuesTests : IAsyncLifetime
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly string[] People = ["ada", "eve", "ian", "jon"];
    private GrainApp app = null!;

    public async Task InitializeAsync() => app = await GrainApp.SharedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1869-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public async Task A_time_that_no_clock_has_is_refused_at_every_door_with_its_place(string time)
    {
        var space =
            await app.NewSpaceAsync("""{"webhooks":{"standard":{"secrets":["KEY"]}}}""".Replace("KEY", Key, StringComparison.Ordinal));
        var grant =
            $$$"""
            {"grantId":"g","contributor":"ada","amount":1,"grantedAt":"{{{time}}}","facts":{"nodes":[{"id":"n","type":"t","module":"m",
             "at":"{{{time}}}"}],"edges":[{"type":"t","from":"n","to":"m","at":"{{{time}}}"}]}}
            """;
        string[] paths = ["$.grantedAt", "$.facts.nodes[0].at", "$.facts.edges[0].at"];
        Assert.Equal(paths, await RefusedAsync($"spaces/{space}/grants", grant));
        Assert.Equal(["$.grantedAt"],
            await RefusedAsync($"spaces/{space}/scores/ada/contribute", $$"""{"key":"award:a:b","points":1,"grantedAt":"{{time}}"}"""));
        Assert.Equal(["$.at"],
            await RefusedAsync($"spaces/{space}/activity", $$"""{"kind":"race","id":"r","caller":"ada","at":"{{time}}"}"""));
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"type":"grain.grant","timestamp":"2026-11-25T00:00:00Z","data":{{grant}}}""");
        var (status, problem) = await app.SendAsync(
            HttpMethod.Post, $"spaces/{space}/webhooks/standard", System.Text.Encoding.UTF8.GetString(body),
            Webhooks.Arrivals.Signed("m", TimeProvider.System.GetUtcNow(), body, Key));
        Assert.Equal((HttpStatusCode.BadRequest, string.Join(' ', paths.Select(path => "$.data" + path[1..]))),
            (status, string.Join(' ', Paths(problem))));
    }

    [Theory]
    [InlineData("1000000000.000001")]
    [InlineData("-4611686018427.387904")]
    public async Task An_amount_that_leaves_no_room_for_sums_is_refused_at_every_door(string amount)
    {
        var space = await app.NewSpaceAsync("{}");
        Assert.Equal(["$.amount"], await RefusedAsync($"spaces/{space}/grants",
            $$"""{"grantId":"g","contributor":"ada","amount":{{amount}},"grantedAt":"2026-11-20T00:00:00Z"}"""));
        Assert.Equal(["$.points"], await RefusedAsync($"spaces/{space}/scores/ada/contribute", $$"""{"key":"a","points":{{amount}}}"""));
        Assert.Equal(["$.webhooks.points.github:issues.opened"],
            await RefusedAsync($"spaces/{space}/config", """{"webhooks":{"points":{"github:issues.opened":AMOUNT}}}""".Replace("AMOUNT",
                amount, StringComparison.Ordinal), HttpMethod.Put));
    }

    [Fact]
    public async Task A_grant_that_no_row_holds_is_refused()
    {
        var space = await app.NewSpaceAsync("{}");
        var long200 = new string('\u0001', 200);
        var nodes = Enumerable.Range(0, 200).Select(i =>
            $$"""{"id":"{{i}}","type":"t","module":"m","title":{{JsonSerializer.Serialize(long200)}},"at":"2026-11-20T00:00:00Z"}""");
        var edges = Enumerable.Range(0, 200).Select(i => $$"""{"type":"t","from":{{JsonSerializer.Serialize(long200)}},"to":"{{i}}"}""");
        Assert.Equal(["$"], await RefusedAsync(
            $"spaces/{space}/grants",
            $$$"""
            {"grantId":"g","contributor":"ada","amount":1,"grantedAt":"2026-11-20T00:00:00Z",
             "facts":{"nodes":[{{{string.Join(',', nodes)}}}],"edges":[{{{string.Join(',', edges)}}}]}}
            """));
    }

    /// <summary>As ledgers may hold them that were written before there was a bound.</summary>
    [Fact]
    public async Task What_a_ledger_holds_already_can_be_read_corrected_proven_and_paid_for()
    {
        var space = await app.NewSpaceAsync("""{"epochs":{"lengthDays":7,"first":"2026-11-15T00:00:00Z"}}""");
        var journal = (await app.FindSpaceAsync(space)).Journal;
        var ledger = new GrantLedger(app.Storage, TimeProvider.System);
        Grant[] odd =
        [
            Odd("year-1", "ada", DateTimeOffset.MinValue, 1_000_000), Odd("year-9999", "ada", DateTimeOffset.MaxValue, 1_000_000),
            Odd("fine", "ada", GrantFixture.At, 2_000_000),
            Odd("max", "eve", GrantFixture.At, long.MaxValue), Odd("min", "ian", GrantFixture.At, long.MinValue),
            Odd("half", "jon", GrantFixture.At, 1L << 62),
        ];
        var seqs = odd.GroupBy(grant => grant.Contributor).SelectMany(own => own.Index())
            .Select(each => new GrantItem(each.Item, Stored(each.Item), new JournalOrigin(each.Index + 1, GrantFixture.At, null)));
        Assert.All(await ledger.RestoreAsync(journal, [.. seqs], default), outcome => Assert.IsType<GrantOutcome.Appended>(outcome));

        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/p1", """{"name":"p1"}""");
        foreach (var alias in new[] { "eve", "jon" })
            await app.PostAsync($"spaces/{space}/identities/p1/aliases", $$"""{"alias":"{{alias}}"}""");
        await AllCanBeReadAsync(space);

        var later = """{"grantId":"later","contributor":"ada","amount":1,"grantedAt":"2026-11-20T00:00:00Z"}""";
        Assert.Equal(HttpStatusCode.Created, (await app.PostAsync($"spaces/{space}/grants", later)).Status);
        foreach (var (id, who, amount) in new[] { ("year-9999", "ada", "-1"), ("max", "eve", "-9223372036854.775807"),
            ("min", "ian", "9223372036854.775807") })
            Assert.Equal(HttpStatusCode.Created,
                (await app.PostAsync($"spaces/{space}/grants",
                    $$"""
                    {"grantId":"c-{{id}}","contributor":"{{who}}","amount":{{amount}},
                     "grantedAt":"2026-11-20T00:00:00Z","corrects":"{{id}}"}
                    """)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs")).Status);
        await Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{space}/epochs")).Body.TryGetProperty("due", out _));
        await AllCanBeReadAsync(space);

        var proof = await ledger.ProveAsync(journal, default);
        Assert.Equal((null, 5L), (proof.Fault, proof.Odd));
        Assert.Null((await new ActivityVerifier(new ActivityLedger(app.Storage, TimeProvider.System))
            .CheckAsync(await app.FindSpaceAsync(space), default)).Fault);
    }

    private async Task AllCanBeReadAsync(string space)
    {
        string[] ofSpace =
        [
            "leaderboard", "leaderboard?period=30d", "leaderboard?period=epoch", "leaderboard?category=c", "leaderboard?by=cred", "drift",
            "stats", "activity/events",
            "activity/heatmap", "activity/forecast", "activity/streak", "contributors/p1", "grain", "epochs",
        ];
        string[] ofPeople =
        [
            "activity/stats?caller=", "activity/buddy?caller=", "activity/achievements?caller=", "activity/streak?caller=",
            "activity/heatmap?caller=", "activity/events?caller=",
            "grants?contributor=", "contributors?id=", "contributors/explain?id=", "contributors/proof?id=", "grain/accounts?id=",
            "badge.svg?id=", "heatmap.svg?id=",
        ];
        await Parallel.ForEachAsync(ofSpace.Concat(ofPeople.SelectMany(path => People.Select(who => path + who))), async (path, token) =>
        {
            using var response = await app.Client.GetAsync(new Uri($"/api/spaces/{space}/{path}", UriKind.Relative), token);
            Assert.True(
                response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Conflict,
                $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync(token)}");
        });
    }

    private static Grant Odd(string id, string who, DateTimeOffset at, long micro) => new()
    {
        GrantId = id,
        Contributor = who,
        Key = "k",
        Category = "c",
        Source = "s",
        Amount = new Points(micro),
        GrantedAt = at,
    };

    private static string Stored(Grant grant) => JsonSerializer.Serialize(grant, GrantJson.Stored.Grant);

    private async Task<IEnumerable<string>> RefusedAsync(string path, string body, HttpMethod? method = null)
    {
        var (status, problem) = await app.SendAsync(method ?? HttpMethod.Post, path, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        return Paths(problem);
    }

    private static IEnumerable<string> Paths(JsonElement problem) =>
        problem.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()!);
}
