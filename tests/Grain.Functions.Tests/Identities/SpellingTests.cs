using System.Net;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Identities;

/// <summary>
/// However somebody is spelled, every door finds the same person; and accounts from before go on under their own spelling.
/// </summary>
public sealed class SpellingTests : IAsyncLifetime
{
    private const string At = "2026-11-20T10:00:00Z";
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Three_spellings_are_one_person_at_every_door()
    {
        await OkAsync("grants", $"[{Grant("g1", "ana", 1)},{Grant("g2", "Ana", 2)},{Grant("g3", " ANA", 3)}]");
        await OkAsync("scores/contribute?id=ANA", """{"key":"likes","points":4}""");
        Assert.Equal("1", (await OkAsync("activity", """[{"id":"r1","caller":"Ana","at":"2026-11-20T10:00:00Z","model":"small"}]"""))
            .GetProperty("counted").ToString());
        await OkAsync("grain/mints", """{"id":"m","to":"aNa","amount":"5"}""");
        var board = (await app.GetAsync($"spaces/{space}/leaderboard")).Body.GetProperty("standings");
        Assert.Equal(["ana"], board.EnumerateArray().Select(place => place.GetProperty("contributor").GetString()));
        foreach (var id in new[] { "ana", "ANA", "%20Ana%20" })
        {
            var person = await ReadAsync($"contributors?id={id}");
            Assert.Equal(("6", "4", "5"), (person.GetProperty("points").GetProperty("total").ToString(),
                person.GetProperty("recompute").GetProperty("total").ToString(), Text(person.GetProperty("grain"), "balance")));
            Assert.Equal(3, (await ReadAsync($"grants?contributor={id}")).GetProperty("grants").GetArrayLength());
            Assert.Equal("5", Text(await ReadAsync($"grain/accounts?id={id}"), "balanceGrain"));
            Assert.Equal("1",
                (await ReadAsync($"activity/stats?caller={id}")).GetProperty("stats").GetProperty("totalRequests").ToString());
            Assert.Equal("ana", Text(await ReadAsync($"contributors/proof?id={id}"), "account"));
            Assert.Equal("ana", Text(await ReadAsync($"identities?id={id}"), "id"));
        }
    }

    [Fact]
    public async Task An_alias_is_spelled_as_its_sender_is_read()
    {
        await OkAsync("identities?id=Ana", """{"name":"Ana"}""", HttpMethod.Put);
        await OkAsync("grants", $"[{Grant("g1", "github/ada-m", 2)}]");
        await OkAsync("identities/aliases?id=ANA", """{"alias":" GitHub/Ada-M "}""");
        await OkAsync("identities/aliases?id=ana", """{"alias":"github/ada-m"}"""); // the same
        Assert.Equal(["ana", "github/ada-m"], Accounts(await ReadAsync("identities?id=github/ADA-M")));
        Assert.Equal("2", (await ReadAsync("contributors?id=ana")).GetProperty("points").GetProperty("total").ToString());
        await OkAsync("identities/aliases/remove?id=ana", """{"alias":"github/Ada-M"}""");
        Assert.Equal(["github/ada-m"], Accounts(await ReadAsync("identities?id=github/ada-m")));
    }

    [Fact]
    public async Task An_account_from_before_goes_on_under_its_spelling_and_is_joined_by_it()
    {
        var old = SentText.Read(Grant("old", "GitHub/Ada", 7), sent => GrantReader.Read(sent, TimeProvider.System.GetUtcNow()))[0];
        var found = (await new SpaceDirectory(app.Storage, TimeProvider.System).FindAsync(space, fresh: true, default))!;
        await new Journal<GrantTotals, Grant>(app.Storage, TimeProvider.System, new GrantRules())
            .AppendAsync(found.Journal, [new JournalAppend<Grant>("GitHub/Ada", "old", old)], default);

        await OkAsync("grants", $"[{Grant("new", "GitHub/Ada", 1)},{Grant("other", "github/ADA", 2)}]");
        Assert.Equal("8", (await ReadAsync("contributors?id=GitHub/Ada")).GetProperty("points").GetProperty("total").ToString());
        Assert.Equal("2", (await ReadAsync("contributors?id=github/ada")).GetProperty("points").GetProperty("total").ToString());
        var again = await OkAsync("grants", $"[{Grant("new", "GitHub/Ada", 1)},{Grant("other", "github/ADA", 2)}]");
        Assert.Equal("2", again.GetProperty("alreadyAppended").ToString());

        await OkAsync("identities?id=ada", """{"name":"ada"}""", HttpMethod.Put);
        foreach (var alias in new[] { "GitHub/Ada", "github/ada" })
            await OkAsync("identities/aliases?id=ada", $$"""{"alias":"{{alias}}"}""");
        Assert.Equal("10", (await ReadAsync("contributors?id=ada")).GetProperty("points").GetProperty("total").ToString());
    }

    [Fact]
    public async Task Nodes_that_differ_in_case_are_two_everywhere()
    {
        foreach (var (node, task) in new[] { ("QmAB", "t1"), (" Qmab ", "t2"), ("QmAB", "t3") })
            await OkAsync("tasks",
                $$$"""
                {"kind":"earn","nodeId":"{{{node}}}","taskId":"{{{task}}}","amount":2,"task":{"type":"compute","submitter":"QmXy"}}
                """);
        Assert.Equal(("QmAB", "Qmab"),
            (Text(await ReadAsync("credits?id=QmAB"), "nodeId"), Text(await ReadAsync("credits?id=%20Qmab"), "nodeId")));
        await Eventually.HoldsAsync(async () => (await ReadAsync("grants?contributor=QmAB")).GetProperty("grants").GetArrayLength() == 2);
        await Eventually.HoldsAsync(async () => (await ReadAsync("grants?contributor=Qmab")).GetProperty("grants").GetArrayLength() == 1);
        var grant = (await ReadAsync("grants?contributor=QmAB")).GetProperty("grants")[0].GetProperty("grant");
        Assert.Equal(["@QmAB", "@QmXy"],
            grant.GetProperty("facts").GetProperty("edges").EnumerateArray().Select(edge => Text(edge, "from")));
        Assert.Equal("QmAB", Text(await ReadAsync("activity/stats?caller=QmAB"), "caller"));
    }

    [Fact]
    public async Task A_grant_goes_on_in_the_spelling_it_was_counted_in_when_a_node_of_the_other_comes()
    {
        await OkAsync("grants", $"[{Grant("g1", "QmAB", 1)}]");
        await OkAsync("tasks", """{"kind":"earn","nodeId":"QmAB","taskId":"t1","amount":2}""");
        await Eventually.HoldsAsync(async () =>
            (await ReadAsync("grants?contributor=QmAB")).GetProperty("grants").EnumerateArray()
                .Any(row => Text(row.GetProperty("grant"), "source") == "tasks"));
        Assert.Equal("1", (await OkAsync("grants", $"[{Grant("g1", "QmAB", 1)}]")).GetProperty("alreadyAppended").ToString());
    }

    [Fact]
    public async Task People_in_a_configuration_are_spelled_like_everybody()
    {
        const string policies = """
            {"distribution":{"policies":[{"type":"RECENT","parts":1,"discount":0.5,"exclusions":["GitHub/Ada-M","Ana "]},
              {"type":"SPECIAL","parts":1,"recipient":"Treasurer","memo":"costs"}]}}
            """;
        foreach (var (path, of) in new[] { ($"spaces/{space}/config?replace=true", space), ($"spaces/{space}x", $"{space}x"),
            ($"spaces/{space}x", $"{space}x") })
        {
            var (status, answer) = await app.SendAsync(HttpMethod.Put, path, policies);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, answer.ToString());
            var stored = (await app.GetAsync($"spaces/{of}/config")).Body.GetProperty("distribution").GetProperty("policies");
            Assert.Equal(["github/ada-m", "ana"], stored[0].GetProperty("exclusions").EnumerateArray().Select(who => who.GetString()));
            Assert.Equal("treasurer", Text(stored[1], "recipient"));
        }

        var (refused, problem) =
            await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", policies.Replace("Treasurer", "..", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.BadRequest, "$.distribution.policies[1].recipient"),
            (refused, Text(problem.GetProperty("errors")[0], "path")));
    }

    [Fact]
    public async Task The_ends_of_facts_are_people_too()
    {
        await OkAsync("grants", $$$"""
            {"grantId":"g1","contributor":"Ana","amount":1,"grantedAt":"{{{At}}}",
             "facts":{"nodes":[{"id":"post/1","type":"post","module":"forum","at":"{{{At}}}"}],"edges":[{"type":"authors","from":"@Ana",
              "to":"post/1"}]}}
            """);
        var stored = (await ReadAsync("grants?contributor=ana")).GetProperty("grants")[0].GetProperty("grant");
        Assert.Equal(("ana", "@ana"), (Text(stored, "contributor"), Text(stored.GetProperty("facts").GetProperty("edges")[0], "from")));
    }

    [Theory]
    [InlineData("POST", "grants", """{"grantId":"d","contributor":"..","amount":1,"grantedAt":"2026-11-20T10:00:00Z"}""", "$.contributor")]
    [InlineData("POST", "grants",
        """
        {"grantId":"d","contributor":"a","amount":1,"grantedAt":"2026-11-20T10:00:00Z","facts":{"edges":[{"type":"authors","from":"@.",
         "to":"x"}]}}
        """, "$.facts.edges[0].from")]
    [InlineData("POST", "tasks", """{"kind":"earn","nodeId":"..","taskId":"t1"}""", "$.nodeId")]
    [InlineData("POST", "activity", """{"id":"r","caller":".","at":"2026-11-20T10:00:00Z","model":"m"}""", "$.caller")]
    [InlineData("PUT", "identities?id=a/../b", """{"name":"dots"}""", "id")]
    [InlineData("PUT", "identities?id=a/%25252e%25252e", """{"name":"dots"}""", "id")]
    [InlineData("PUT", "identities?id=a%E2%80%AEb", """{"name":"bidi"}""", "id")]
    [InlineData("POST", "identities/aliases?id=x", """{"alias":"%2e%2e"}""", "$.alias")]
    [InlineData("POST", "identities/claims", """{"alias":"zoe\u0308","identity":"x"}""", "$.alias")]
    [InlineData("POST", "scores/contribute?id=..", """{"key":"likes","points":4}""", "id")]
    [InlineData("PUT", "activity/people?id=..", "{}", "id")]
    [InlineData("PUT", "grain/accounts/frozen?id=..", """{"frozen":true,"reason":"x"}""", "id")]
    [InlineData("POST", "grain/mints", """{"id":"..","to":"ana","amount":"1"}""", "$.id")]
    [InlineData("POST", "grain/distributions", """{"id":".","receipts":[{"to":"ana","amount":"1"}]}""", "$.id")]
    public async Task Nobody_and_nothing_new_has_an_id_that_no_address_could_name(string method, string path, string body, string fault)
    {
        var (status, problem) = await app.SendAsync(new HttpMethod(method), $"spaces/{space}/{path}", body);
        Assert.True(status == HttpStatusCode.BadRequest, problem.ToString());
        Assert.Equal(fault, Text(problem.GetProperty("errors")[0], "path"));
    }

    private async Task<JsonElement> OkAsync(string path, string body, HttpMethod? method = null)
    {
        var (status, answer) = await app.SendAsync(method ?? HttpMethod.Post, $"spaces/{space}/{path}", body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{path}: {status} {answer}");
        return answer;
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        var (status, answer) = await app.GetAsync($"spaces/{space}/{path}");
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {answer}");
        return answer;
    }

    private static string Grant(string id, string contributor, int amount) =>
        $$"""{"grantId":"{{id}}","contributor":"{{contributor}}","amount":{{amount}},"grantedAt":"{{At}}"}""";

    private static IEnumerable<string?> Accounts(JsonElement identity) =>
        identity.GetProperty("accounts").EnumerateArray().Select(account => account.GetString());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
