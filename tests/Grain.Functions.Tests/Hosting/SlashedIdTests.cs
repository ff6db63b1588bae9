using System.Net;
using Grain.Functions.Tests.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Ids with slashes, as they stand in a path.</summary>
public sealed class SlashedIdTests
{
    private const string Dora = "forge/dora";

    /// <summary>Paths whose value is no id of anybody's, or is made by Grain.</summary>
    private static readonly string[] Plain =
        ["{epoch}", "{code}", "deliveries/{id}", "keys/{id}", "appeals/{id}", "proposals/{id}", "holds/{id}"];

    /// <summary>Every address that takes an id answers the same, whether its slash is written as it is, escaped, or in the query.</summary>
    [Fact]
    public async Task Every_address_takes_a_slash_as_it_is()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        await app.PostAsync($"spaces/{space}/grants",
            $$"""{"grantId":"g1","contributor":"{{Dora}}","amount":1,"grantedAt":"2026-01-04T00:00:00Z"}""");
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id={Dora}", """{"name":"dora"}""");
        var seen = 0;
        foreach (var (path, method, _) in ApiAddresses.Of(app.ApiDocument))
        {
            if (!path.StartsWith("spaces/{space}/", StringComparison.Ordinal) || path.Count(c => c == '{') < 2
                || Plain.Any(path.Contains)) continue;
            seen++;
            var asItIs = await app.SendAsync(method,
                ApiAddresses.Fill(path, space, Dora).Replace("replicas/forge/", "replicas/", StringComparison.Ordinal));
            var escaped = await app.SendAsync(method,
                ApiAddresses.Fill(path, space, "forge%2Fdora").Replace("replicas/forge%2F", "replicas/", StringComparison.Ordinal));
            Assert.Equal((path, escaped.Status, Said(escaped.Body)), (path, asItIs.Status, Said(asItIs.Body)));
            if (method != HttpMethod.Get || path.Contains("transfers", StringComparison.Ordinal)
                || path.Contains("sufficient", StringComparison.Ordinal) || path.Contains("tasks/", StringComparison.Ordinal))
                continue;
            var twin = path[..path.IndexOf("/{", "spaces/{space}".Length, StringComparison.Ordinal)] + path[(path.LastIndexOf('}') + 1)..];
            if (path.Contains("{file}", StringComparison.Ordinal)) continue; // looked at below
            var byId = await app.GetAsync($"{ApiAddresses.Fill(twin, space, "")}?id={Dora}");
            Assert.Equal((byId.Status, Said(byId.Body)), (asItIs.Status, Said(asItIs.Body)));
        }

        Assert.True(seen >= 25, $"{seen}");

        // When a file was made differs between two of them.
        static string Said(System.Text.Json.JsonElement body) =>
            System.Text.RegularExpressions.Regex.Replace(body.ToString(), "\"exportedAt\":\"[^\"]*\"", "");
    }

    [Theory]
    [InlineData("contributors/forge/dora", "forge/dora")]
    [InlineData("contributors/forge/dora/", "forge/dora")]
    [InlineData("contributors/forge/inc/dora", "forge/inc/dora")]
    [InlineData("contributors/forge%2Fdora", "forge/dora")]
    [InlineData("contributors?id=forge/explain", "forge/explain")] // a path that ends so asks for something else
    [InlineData("contributors/forge%2Fexplain", "forge/explain")]
    [InlineData("identities/forge/merge", "forge/merge")] // nothing that is read has this name
    public async Task An_id_is_all_of_the_rest(string address, string id)
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        await app.PostAsync($"spaces/{space}/grants",
            $$"""{"grantId":"g1","contributor":"{{id}}","amount":1,"grantedAt":"2026-01-04T00:00:00Z"}""");
        var (status, body) = await app.GetAsync($"spaces/{space}/{address}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"\"{id}\"", body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contributors/forge/dora/proof", "account", "forge/dora")]
    [InlineData("contributors/forge/dora/Proof/", "account", "forge/dora")]
    [InlineData("contributors/forge/proof/proof", "account", "forge/proof")]
    public async Task What_an_address_ends_with_is_asked_of_the_id_before_it(string address, string member, string id)
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        await app.PostAsync($"spaces/{space}/grants",
            $$"""{"grantId":"g1","contributor":"{{id}}","amount":1,"grantedAt":"2026-01-04T00:00:00Z"}""");
        Assert.Equal(id, (await app.GetAsync($"spaces/{space}/{address}")).Body.GetProperty(member).GetString());
    }

    [Fact]
    public async Task An_image_is_drawn_of_an_id_with_a_slash()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        var now = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
        var call = $$"""{"kind":"tool-call","id":"c1","caller":"{{Dora}}","at":"{{now}}","name":"search"}""";
        Assert.Equal(HttpStatusCode.Created, (await app.PostAsync($"spaces/{space}/activity", call)).Status);
        foreach (var image in (string[])["badge", "heatmap"])
            Assert.Equal(await DrawAsync($"{image}.svg?id={Dora}&utm_source=letter"), await DrawAsync($"{image}/{Dora}.svg?v=3"));

        async Task<string> DrawAsync(string address)
        {
            using var client = TestHost.ClientOf(app.Client.BaseAddress); // marks that others add are in no document
            return await client.GetStringAsync(new Uri($"/api/spaces/{space}/{address}", UriKind.Relative));
        }
    }
}
