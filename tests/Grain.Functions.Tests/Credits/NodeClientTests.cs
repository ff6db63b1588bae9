using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>What a node says for itself: that it shuts down, and all that its client does, in Node against the app.</summary>
public sealed class NodeClientTests
{
    [Fact]
    public async Task A_goodbye_is_an_event_that_is_told_once_however_often_and_late_it_comes_and_whether_or_not_the_node_ever_worked()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        var at = TimeProvider.System.GetUtcNow().AddDays(-3);
        var body = $$"""{"at":"{{at:O}}"}""";
        var first = await app.PostAsync($"spaces/{space}/credits/idle/shutdown", body);
        var again = await app.PostAsync($"spaces/{space}/credits/shutdown?id=idle", body);
        Assert.Equal((HttpStatusCode.OK, first.Body.GetRawText()), (again.Status, again.Body.GetRawText()));
        Assert.Equal(("shutdown", "idle", 0m), (first.Body.GetProperty("type").GetString(), first.Body.GetProperty("nodeId").GetString(),
            first.Body.GetProperty("balance").GetDecimal()));
        Assert.Equal(at, first.Body.GetProperty("at").GetDateTimeOffset());

        var events = (await app.GetAsync($"spaces/{space}/credits/events")).Body.GetProperty("events");
        Assert.Equal(first.Body.GetRawText(), Assert.Single(events.EnumerateArray()).GetRawText());
        var summary = (await app.GetAsync($"spaces/{space}/credits?id=idle")).Body;
        Assert.Equal((10m, false), (summary.GetProperty("available").GetDecimal(), summary.GetProperty("initialized").GetBoolean()));

        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/credits/shutdown?id=a%0Ab", body)).Status);
        foreach (var wrong in new[] { "{}", """{"at":"yesterday"}""", """{"at":"2999-01-01T00:00:00Z"}""" })
        {
            var (status, problem) = await app.PostAsync($"spaces/{space}/credits/shutdown?id=idle", wrong);
            Assert.Equal((HttpStatusCode.BadRequest, "$.at"), (status, problem.GetProperty("errors")[0].GetProperty("path").GetString()));
        }
    }

    [Fact]
    public async Task The_client_for_nodes_brings_each_task_once_through_outages_restarts_and_lost_answers()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        await app.PostAsync($"spaces/{space}/credits/shutdown?id=stranger", $$"""{"at":"{{TimeProvider.System.GetUtcNow():O}}"}""");
        var key = (await app.PostAsync($"spaces/{space}/keys", """{"role":"node","node":"node-7"}""")).Body
            .GetProperty("secret").GetString()!;
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Path.Combine(Repository.Root, "tests", "Grain.Functions.Tests", "Credits", "credits-client.mjs"), "run",
                app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), space, key,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors + await output);
        using var said = JsonDocument.Parse(await output);

        var history = (await app.GetAsync($"spaces/{space}/credits/history?id=node-7")).Body.GetProperty("transactions");
        Assert.Equal(["earn t-crash 2", "earn t-full 1", "earn t-spent-not 1", "earn t-tablet 3", "earn t-wired 2", "spend t-spent 2.59"],
            history.EnumerateArray().Select(row =>
                $"{row.GetProperty("type")} {row.GetProperty("taskId")} {row.GetProperty("amount")}").Order(StringComparer.Ordinal));
        var summary = (await app.GetAsync($"spaces/{space}/credits?id=node-7")).Body;
        Assert.Equal((16.41m, 16.41m), (summary.GetProperty("balance").GetDecimal(),
            said.RootElement.GetProperty("balance").GetDecimal()));
        var events = (await app.GetAsync($"spaces/{space}/credits/events?limit=200")).Body.GetProperty("events").EnumerateArray();
        Assert.Equal(2, events.Count(each =>
            each.GetProperty("type").GetString() == "shutdown" && each.GetProperty("nodeId").GetString() == "node-7"));
    }
}
