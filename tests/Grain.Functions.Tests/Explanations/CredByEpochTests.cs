using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Explanations;

/// <summary>Cred epoch by epoch adds up, by people and by modules; and epochs say in their list what they paid.</summary>
public sealed class CredByEpochTests
{
    [Fact]
    public async Task Parts_add_up_to_the_cred_of_each_epoch()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""
            {"visibility":"public","epochs":{"lengthDays":100,"first":"2025-01-01T00:00:00Z"},"types":{"nodes":["post"]},
             "weights":{"nodes":{"post":4}},"distribution":{"budgetPerEpoch":"100","policies":[
              {"type":"BALANCED","parts":3},{"type":"IMMEDIATE","lookback":1,"parts":1}]}}
            """);
        string[] people = ["ada", "bob", "cleo", "dan"];
        await app.PostAsync($"spaces/{space}/grants", $"[{string.Join(',', Enumerable.Range(0, 24).Select(i => Grant(i, people)))}]");
        await app.PostAsync($"spaces/{space}/epochs", "");
        await Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{space}/epochs")).Body.TryGetProperty("due", out _));
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/activity/people/dan", """{"privacy":"private"}""");

        using var stranger = new HttpClient { BaseAddress = app.Client.BaseAddress };
        var statement = await GetAsync($"epochs/{await LastAsync()}/statement");
        var total = statement.GetProperty("totalCred").GetDouble();
        var byPerson = await GetAsync("cred?top=2");
        Assert.Equal((2, 2),
            (byPerson.GetProperty("parts").GetArrayLength(), byPerson.GetProperty("others").GetProperty("count").GetInt32()));
        Assert.Equal(total, Sum(byPerson.GetProperty("cred")), 9);
        AddsUp(byPerson);
        foreach (var part in byPerson.GetProperty("parts").EnumerateArray())
        {
            var person = await GetAsync($"contributors/{part.GetProperty("id").GetString()}");
            var history =
                person.GetProperty("cred").GetProperty("history").EnumerateArray().Select(each => each.GetProperty("cred").GetDouble());
            Same(history, part.GetProperty("cred"));
            var own = await GetAsync($"cred?id={part.GetProperty("id").GetString()}");
            AddsUp(own);
            Same(history, own.GetProperty("cred"), decimals: 6); // flows are followed to what they were settled to
            Assert.Contains(own.GetProperty("parts").EnumerateArray(), each => each.GetProperty("kind").GetString() == "module");
        }

        var byModule = await GetAsync("cred?by=module&last=1000");
        AddsUp(byModule);
        Assert.Equal(total, Sum(byModule.GetProperty("cred")), 9);
        Assert.Equal(["forge", "forum"],
            byModule.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("id").GetString()).Order());
        Assert.Equal(1, (await GetAsync("cred?last=1")).GetProperty("epochs").GetArrayLength());
        Assert.Equal(404, (int)(await stranger.GetAsync(new Uri($"/api/spaces/{space}/cred?id=dan", UriKind.Relative))).StatusCode);

        foreach (var epoch in (await GetAsync("epochs")).GetProperty("epochs").EnumerateArray())
        {
            var (totals, one) = (epoch.GetProperty("totals"), await GetAsync($"epochs/{epoch.GetProperty("id")}"));
            var amounts = one.GetProperty("amounts");
            Assert.Equal((amounts.GetProperty("paid").GetString(), amounts.GetProperty("recipients").GetInt32()),
                (totals.GetProperty("paid").GetString(), totals.GetProperty("recipients").GetInt32()));
            Assert.Equal(["slow", "fast"],
                totals.GetProperty("policies").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
            var config = await GetAsync($"epochs/{epoch.GetProperty("id")}/config");
            Assert.Equal(["epochs", "credRank", "weights", "distribution"], config.EnumerateObject().Select(each => each.Name));
        }

        // Of what came to an account strangers see what epochs paid, which statements say.
        await app.PostAsync($"spaces/{space}/grain/mints", """{"id":"m1","to":"ada","amount":"3","memo":"thanks"}""");
        var account = await GetAsync("grain/accounts/ada");
        Assert.NotEmpty(account.GetProperty("entries").EnumerateArray());
        Assert.All(account.GetProperty("entries").EnumerateArray(), row =>
            Assert.Equal("distribution", row.GetProperty("entry").GetProperty("kind").GetString()));

        async Task<JsonElement> GetAsync(string path) =>
            JsonDocument.Parse(await stranger.GetStringAsync(new Uri($"/api/spaces/{space}/{path}", UriKind.Relative))).RootElement;
        async Task<string> LastAsync() =>
            (await GetAsync("epochs")).GetProperty("epochs").EnumerateArray().Last().GetProperty("id").GetString()!;
    }

    private static void AddsUp(JsonElement cred)
    {
        var parts = cred.GetProperty("parts").EnumerateArray().Select(part => Numbers(part.GetProperty("cred"))).ToList();
        if (cred.TryGetProperty("others", out var others)) parts.Add(Numbers(others.GetProperty("cred")));
        Same(Enumerable.Range(0, cred.GetProperty("epochs").GetArrayLength()).Select(epoch => parts.Sum(part => part[epoch])),
            cred.GetProperty("cred"));
    }

    private static void Same(IEnumerable<double> expected, JsonElement actual, int decimals = 9) =>
        Assert.All(expected.Zip(Numbers(actual)), pair => Assert.Equal(pair.First, pair.Second, decimals));

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(each => each.GetDouble())];

    private static double Sum(JsonElement list) => Numbers(list).Sum();

    private static string Grant(int i, string[] people)
    {
        var at = new DateTime(2025, 1, 5, 8, 0, 0, DateTimeKind.Utc).AddDays(i * 12);
        return $$"""
            {"grantId":"g{{i}}","contributor":"{{people[i % 4]}}","amount":5,"grantedAt":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","facts":{
             "nodes":[{"id":"post/{{i}}","type":"post","module":"{{(i % 3 == 0 ? "forum" : "forge")}}","at":"{{at:yyyy-MM-ddTHH:mm:ssZ}}"}],
             "edges":[{"type":"authors","from":"@{{people[i % 4]}}","to":"post/{{i}}"},
              {"type":"reviews","from":"@{{people[(i + 1) % 4]}}","to":"post/{{i}}"}]} }
            """;
    }
}
