using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.People;

/// <summary>
/// A public space in which one of three people is private, and one pseudonymous. Whatever leads to them has a word in it: <c>veiled</c> of
/// the first, <c>masked</c> of the second.
/// </summary>
internal sealed class PlantedPeople
{
    public const string Veiled = "github/veiled-vera";
    public const string Masked = "github/masked-milo";

    private static readonly string[] Hidden = [Veiled, Masked];

    public required GrainApp App { get; init; }

    public required string Space { get; init; }

    public IReadOnlyList<string> Epochs { get; private set; } = [];

    public string Pseudonym { get; private set; } = "";

    public static async Task<PlantedPeople> MakeAsync()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync(
            """
            {"visibility":"public","epochs":{"lengthDays":300,"first":"2025-01-01T00:00:00Z"},"types":{"nodes":["post"]},
             "weights":{"nodes":{"post":4}},"proposals":{},"distribution":{"budgetPerEpoch":"100","policies":[{"type":"BALANCED"}]}}
            """);
        var people = new PlantedPeople { App = app, Space = space };
        await people.ContributeAsync();
        await people.DecideAsync();
        await people.CloseAsync();
        await people.MoveAsync();
        using var nobody = people.Nobody();
        var board = JsonDocument.Parse(await nobody.GetStringAsync(people.Address("leaderboard"))).RootElement;
        people.Pseudonym = board.GetProperty("standings").EnumerateArray().Select(each => each.GetProperty("contributor").GetString()!)
            .Single(id => id.StartsWith("anon-", StringComparison.Ordinal));
        return people;
    }

    public Uri Address(string path) => new($"/api/spaces/{Space}/{path}", UriKind.Relative);

    public HttpClient Nobody() => new() { BaseAddress = App.Client.BaseAddress };

    public HttpClient Reader() => App.ClientOf("eve", $"grain:{Space}:reader");

    public async Task<JsonElement> OkAsync(HttpMethod method, string path, string? body = null)
    {
        var (status, answer) = await App.SendAsync(method, $"spaces/{Space}/{path}", body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{path}: {status} {answer}");
        return answer;
    }

    /// <summary>Each has made something, and ada has to do with what the others made.</summary>
    private Task<JsonElement> ContributeAsync() => OkAsync(HttpMethod.Post, "grants",
        $"[{Grant("v1", Veiled, "veiled/post", 9, "")},{Grant("m1", Masked, "masked/post", 5, "")},"
        + Grant("a1", "ada", "ada/post", 3, $$"""
            ,{"type":"reviews","from":"ada/post","to":"veiled/post"},{"type":"references","from":"ada/post","to":"masked/post"},
             {"type":"merges","from":"@ada","to":"masked/post"},{"type":"supports","from":"@{{Veiled}}","to":"ada/post"}
            """) + "]");

    private async Task DecideAsync()
    {
        foreach (var (id, giver, receiver) in new[] { ("ada", Veiled, "ada"), ("p2", "ada", Veiled), ("p3", Masked, "ada") })
        {
            await OkAsync(HttpMethod.Post, "proposals",
                $$"""
                {"id":"{{id}}","giver":"{{giver}}","receiver":"{{receiver}}","points":1,"reason":"veiled"}
                """);
            // Nobody decides with the key that proposed it.
            using var steward = App.ClientOf("a-steward", $"grain:{Space}:steward");
            using var decision = new StringContent(
                id == "p3" ? """{"reviewer":"github/veiled-vera","remark":"masked"}""" : """{"reviewer":"github/open-r"}""");
            decision.Headers.ContentType = new("application/json");
            using var approved = await steward.PostAsync(Address($"proposals/{id}/approve"), decision);
            Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        }

        foreach (var (id, name, privacy) in new[] { (Veiled, "veiledname", "private"), (Masked, "maskedname", "pseudonymous") })
        {
            await OkAsync(HttpMethod.Put, $"identities/{name}-id", $$"""{"name":"{{name}}"}""");
            foreach (var alias in new[] { id, $"{id}-node" })
                await OkAsync(HttpMethod.Post, $"identities/{name}-id/aliases", $$"""{"alias":"{{alias}}"}""");
            await OkAsync(HttpMethod.Put, $"identities/{name}-id/payout-address", $$"""{"chainId":"BTC","address":"{{name}}addr"}""");
            await OkAsync(HttpMethod.Put, $"activity/people/{id}", $$"""{"privacy":"{{privacy}}"}""");
        }

        await OkAsync(HttpMethod.Put, "identities/ada", """{"name":"Ada"}""");
        var now = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
        foreach (var id in Hidden.Append("ada"))
        {
            await OkAsync(HttpMethod.Post, "activity",
                $$"""{"requestId":"{{id[^3..]}}","caller":"{{id}}","at":"{{now}}","model":"{{id.Split('-')[0].Split('/')[^1]}}-model"}""");
            await OkAsync(HttpMethod.Post, $"scores/{id}/contribute", """{"key":"award:2026:best","points":3}""");
        }

        foreach (var id in Hidden)
            await OkAsync(HttpMethod.Post, "tasks",
                $$"""[{"kind":"earn","nodeId":"{{id}}-node","taskId":"{{id.Split('/')[1][..6]}}-task","amount":3}]""");
    }

    private async Task CloseAsync()
    {
        await OkAsync(HttpMethod.Post, "epochs");
        await Eventually.HoldsAsync(async () => !(await OkAsync(HttpMethod.Get, "epochs")).TryGetProperty("due", out _));
        Epochs = [.. (await OkAsync(HttpMethod.Get, "epochs")).GetProperty("epochs").EnumerateArray()
            .Select(each => each.GetProperty("id").GetString()!)];
        await OkAsync(HttpMethod.Post, "recompute");
    }

    private async Task MoveAsync()
    {
        await OkAsync(HttpMethod.Post, "grain/mints", """{"id":"m1","to":"ada","amount":"10"}""");
        foreach (var id in Hidden)
        {
            var word = id.Split('/')[1];
            await OkAsync(HttpMethod.Post, "grain/mints", $$"""{"id":"{{word}}-mint","to":"{{id}}","amount":"5","memo":"{{word}}"}""");
            await OkAsync(HttpMethod.Post, "grain/transfers",
                $$"""{"id":"{{word}}-out","from":"ada","to":"{{id}}","amount":"1","memo":"for {{word}}"}""");
            await OkAsync(HttpMethod.Post, "grain/transfers",
                $$"""{"id":"{{word}}-in","from":"{{word[..6]}}name-id","to":"ada","amount":"1","memo":"{{word}}"}""");
        }

        await Eventually.HoldsAsync(async () =>
            (await OkAsync(HttpMethod.Get, "credits/events")).GetProperty("events").GetArrayLength() == 2 * Hidden.Length);
    }

    private static string Grant(string id, string who, string node, int points, string edges) =>
        $$$"""
        {"grantId":"{{{id}}}-{{{node.Split('/')[0]}}}","contributor":"{{{who}}}","amount":{{{points}}},
         "grantedAt":"2025-06-01T08:30:00Z","facts":{
         "nodes":[{"id":"{{{node}}}","type":"post","module":"forum","title":"{{{node}}} title","url":"https://{{{node}}}.example/",
          "at":"2025-06-01T08:30:00Z"}],"edges":[{"type":"authors","from":"@{{{who}}}","to":"{{{node}}}"}{{{edges}}}],
          "withdraws":[{"type":"reacts-to","from":"@{{{who}}}","to":"{{{node}}}"}]}}
        """;
}
