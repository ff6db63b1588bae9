using System.Net;
using System.Text.Json;
using Grain.Functions.Epochs;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Graphs;

/// <summary>The graph over HTTP, and the verb that fetches it.</summary>
public sealed class GraphsApiTests
{
    private GraphSpace graphs = null!;

    [Fact]
    public async Task Pages_are_of_one_epoch_whatever_closes_meanwhile()
    {
        var (app, space) = await MakeAsync(epochs: 1);
        var (_, early) = await app.SendAsync(HttpMethod.Get, $"{space}/graph");
        Assert.Equal(("2024-01-07", 3, 2), (Text(early, "epoch"), Number(early, "participants"), Number(early, "contributions")));
        var (_, first) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?limit=1");
        await CloseAnotherAsync();
        var (_, second) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?limit=9&after={Text(first, "next")}");
        Assert.Equal(["@ada", "@bob", "@cy", "x/pull/1", "x/review/1"], Ids(first).Concat(Ids(second)));
        Assert.Equal(("2024-01-07", false), (Text(second, "epoch"), second.TryGetProperty("next", out _)));
        var (_, late) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?type=pull&module=x&kind=contribution");
        Assert.Equal((2, "2024-01-14"), (Ids(late).Count(), Text(late, "epoch")));
        var (_, people) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?kind=participant");
        Assert.All(people.GetProperty("nodes").EnumerateArray(), node => Assert.True(node.GetProperty("cred").GetDouble() > 0));

        var edges = new List<JsonElement>();
        for (string? next = ""; next is not null;)
        {
            var (_, page) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/edges?limit=3&after={next}");
            edges.AddRange(page.GetProperty("edges").EnumerateArray());
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }

        Assert.Equal(9, edges.Count);
        var (_, authors) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/edges?type=authors");
        Assert.Equal(5, authors.GetProperty("edges").GetArrayLength());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest),
            ((await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?after=nonsense")).Status,
            (await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?epoch=2024-01-14&after={Text(first, "next")}")).Status,
            (await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?after=2024-01-14.00000000.1")).Status));

        async Task CloseAnotherAsync()
        {
            graphs.Fixture.Time.Ahead += TimeSpan.FromDays(7);
            Assert.IsType<EpochRunOutcome.Closed>(await graphs.Fixture.RunAsync());
        }
    }

    [Fact]
    public async Task Around_a_node_and_of_the_open_epoch()
    {
        var (app, space) = await MakeAsync(epochs: 2);
        foreach (var id in new[] { "@ada", "ada" })
        {
            var (_, around) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/around?node={id}&depth=2&limit=4");
            Assert.Equal(("@ada", 4), (Text(around, "node"), Ids(around).Count()));
            Assert.True(Number(around, "nodesLeftOut") > 0);
        }

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.BadRequest),
            ((await app.SendAsync(HttpMethod.Get, $"{space}/graph/around?node=nobody")).Status,
            (await app.SendAsync(HttpMethod.Get, $"{space}/graph/around")).Status,
            (await app.SendAsync(HttpMethod.Get, $"{space}/graph?epoch=2020-01-01")).Status,
            (await app.SendAsync(HttpMethod.Get, $"{space}/graph/export?format=dot")).Status));
        var (_, open) = await app.SendAsync(HttpMethod.Post, $"{space}/recompute");
        Assert.True(open.GetProperty("success").GetBoolean(), open.ToString());
        var (_, stats) = await app.SendAsync(HttpMethod.Get, $"{space}/graph?epoch=open");
        Assert.True(stats.TryGetProperty("asOf", out _));
        var (_, page) = await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?epoch=open&limit=1");
        Assert.StartsWith("open.", Text(page, "next"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK,
            (await app.SendAsync(HttpMethod.Get, $"{space}/graph/nodes?epoch=open&after={Text(page, "next")}")).Status);
    }

    [Fact]
    public async Task The_verb_writes_a_file_that_is_whole_or_not_there()
    {
        var (app, _) = await MakeAsync(epochs: 1);
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string[] of = ["--space", graphs.Fixture.Name, "--app", app.Client.BaseAddress!.ToString(), "--key", TestHost.OwnerKey];
            var file = Path.Combine(folder, "graph.graphml");
            var (code, _, error) = await AnsweringApp.RunAsync(["export", "graph", "--out", file, .. of]);
            Assert.True(code == 0, error);
            Assert.EndsWith("</graphml>", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
            var json = Path.Combine(folder, "graph.json");
            (code, _, error) = await AnsweringApp.RunAsync(["export", "graph", "--epoch", "2024-01-07", "--out", json, .. of]);
            Assert.True(code == 0, error);
            Assert.Equal("2024-01-07", JsonDocument.Parse(await File.ReadAllBytesAsync(json)).RootElement.GetProperty("epoch").GetString());
            (code, _, error) = await AnsweringApp.RunAsync(
                ["export", "graph", "--epoch", "2020-01-01", "--out", Path.Combine(folder, "none.json"), .. of]);
            Assert.Equal((1, true), (code, error.Contains("no closed epoch '2020-01-01'", StringComparison.Ordinal)));
            Assert.DoesNotContain(Directory.GetFiles(folder), path => path.EndsWith("none.json", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(GrainApp App, string Space)> MakeAsync(int epochs)
    {
        var app = await GrainApp.SharedAsync();
        graphs = new GraphSpace(app.Account);
        await graphs.CloseAsync(epochs);
        return (app, $"spaces/{graphs.Fixture.Name}");
    }

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
