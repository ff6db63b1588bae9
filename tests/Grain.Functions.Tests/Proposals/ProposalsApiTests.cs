using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Local.Verbs;
using Grain.Local.Explaining;
using Xunit;

namespace Grain.Functions.Tests.Proposals;

/// <summary>Proposals over HTTP and from the command line.</summary>
public sealed class ProposalsApiTests
{
    private GrainApp app = null!;
    private string space = null!;

    [Fact]
    public async Task Who_signs_in_proposes_another_approves_and_the_explanation_names_both()
    {
        await StartAsync("""{"visibility":"public","proposals":{"proposers":{"signedIn":true},"reviewers":{"signedIn":true}}}""");
        using var ada = app.ClientOf("prop-ada");
        using var cem = app.ClientOf("prop-cem");
        using var nobody = new HttpClient { BaseAddress = app.Client.BaseAddress };
        var (status, made) =
            await SendAsync(ada, "proposals", """{"id":"p1","receiver":"github/Bob","points":4,"reason":"wrote\nthe minutes"}""");
        Assert.Equal((HttpStatusCode.Created, "open", "github/bob"), (status, Text(made, "state"), Text(made, "receiver")));
        Assert.StartsWith("oidc/", Text(made, "giver"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(ada, "proposals",
            """{"id":"p1","receiver":"github/bob","points":4.0,"reason":"wrote\r\n the minutes "}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(ada, "proposals/p1/approve", "")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(nobody, "proposals/p1", null)).Status);
        Assert.Empty((await SendAsync(nobody, "proposals", null)).Body.GetProperty("proposals").EnumerateArray());

        var (approved, answer) = await SendAsync(cem, "proposals/p1/approve", "");
        Assert.Equal((HttpStatusCode.OK, "approved", "proposal/p1"), (approved, Text(answer, "state"), Text(answer, "grantId")));
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(cem, "proposals/p1/reject", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(cem, "proposals/p1/approve", "{}")).Status);
        var act = Assert.Single((await app.GetAsync($"spaces/{space}/audit")).Body.GetProperty("acts").EnumerateArray(),
            each => Text(each, "operation") != "patchSpaceConfig" && Text(each, "operation") != "createSpace");
        Assert.Equal(("approveProposal", "p1"), (Text(act, "operation"), Text(act, "target")));
        Assert.Single((await SendAsync(nobody, "proposals?state=approved", null)).Body.GetProperty("proposals").EnumerateArray());
        var told =
            (await SendAsync(nobody, "contributors/explain?id=github/bob", null)).Body.GetProperty("points").GetProperty("groups")[0];
        var item = told.GetProperty("items")[0];
        Assert.Equal(("1 reviewed grant", "wrote the minutes", Text(made, "giver"), Text(answer, "reviewer")),
            (Text(told, "what"), Text(item, "title"), Text(item, "giver"), Text(item, "reviewer")));
        await using var text = new StringWriter();
        await ExplanationText.WriteAsync(JsonSerializer.Deserialize(
            (await SendAsync(nobody, "contributors/explain?id=github/bob", null)).Body, ExplanationJson.Default.Explanation)!, text);
        Assert.Contains($"wrote the minutes (from {Text(made, "giver")}, approved by {Text(answer, "reviewer")})", text.ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"receiver":"bob","points":2,"reason":"x"}""", "$.id")]
    [InlineData("""{"id":"a/b","receiver":"bob","points":2,"reason":"x"}""", "$.id")]
    [InlineData("""{"id":"..","receiver":"bob","points":2,"reason":"x"}""", "$.id")]
    [InlineData("""{"id":"a","points":2,"reason":"x"}""", "$.receiver")]
    [InlineData("""{"id":"a","receiver":"\u200b","points":2,"reason":"x"}""", "$.receiver")]
    [InlineData("""{"id":"a","receiver":"bob","points":2}""", "$.reason")]
    [InlineData("""{"id":"a","receiver":"bob","points":2,"reason":" \n "}""", "$.reason")]
    [InlineData("""{"id":"a","receiver":"bob","points":2,"reason":"a\u202eb"}""", "$.reason")]
    [InlineData("""{"id":"a","receiver":"bob","points":0.5,"reason":"x"}""", "$.points")]
    [InlineData("""{"id":"a","receiver":"bob","points":11,"reason":"x"}""", "$.points")]
    [InlineData("""{"id":"a","receiver":"bob","points":"2","reason":"x"}""", "$.points")]
    [InlineData("""{"id":"a","receiver":"bob","level":"big","points":2,"reason":"x"}""", "$.level")]
    [InlineData("""{"id":"a","receiver":"bob","points":2,"reason":"x","state":"approved"}""", "$.state")]
    [InlineData("""{"id":"a","receiver":"ada","points":2,"reason":"x","giver":"ADA"}""", "$.receiver")]
    public async Task What_is_wrong_with_a_proposal_is_named(string body, string path)
    {
        await StartAsync("""{"proposals":{}}""");
        var (status, problem) = await app.PostAsync($"spaces/{space}/proposals", body);
        Assert.Equal((HttpStatusCode.BadRequest, path),
            (status, Text(Assert.Single(problem.GetProperty("errors").EnumerateArray()), "path")));
    }

    [Fact]
    public async Task A_scale_has_names_and_a_space_without_proposals_takes_none()
    {
        await StartAsync("{}");
        const string Proposal = """{"id":"a","giver":"ada","receiver":"bob","level":"big","reason":"x"}""";
        var (status, problem) = await app.PostAsync($"spaces/{space}/proposals", Proposal);
        Assert.Equal((HttpStatusCode.Conflict, true),
            (status, Text(problem, "type")!.EndsWith("proposals-off", StringComparison.Ordinal)));
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", """{"proposals":{"scale":{"small":1,"big":8}}}""");
        Assert.Equal(8, (await app.PostAsync($"spaces/{space}/proposals", Proposal)).Body.GetProperty("points").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/proposals", Proposal.Replace("big", "huge",
            StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("""{"pointsMin":0}""", "$.proposals.pointsMin")]
    [InlineData("""{"pointsMin":5,"pointsMax":4}""", "$.proposals.pointsMax")]
    [InlineData("""{"pointsMax":1000000001}""", "$.proposals.pointsMax")]
    [InlineData("""{"scale":{"huge":11}}""", "$.proposals.scale.huge")]
    [InlineData("""{"scale":{"":2}}""", "$.proposals.scale.")]
    [InlineData("""{"countPerGiver":0}""", "$.proposals.countPerGiver")]
    [InlineData("""{"pointsPerGiver":0}""", "$.proposals.pointsPerGiver")]
    [InlineData("""{"category":""}""", "$.proposals.category")]
    [InlineData("""{"proposers":{"roles":["owner"]}}""", "$.proposals.proposers.roles[0]")]
    [InlineData("""{"reviewers":{"people":["a\u200bb"]}}""", "$.proposals.reviewers.people[0]")]
    public async Task What_is_wrong_with_the_configuration_is_named(string proposals, string path)
    {
        await StartAsync("{}");
        var (status, problem) = await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", $$"""{"proposals":{{proposals}}}""");
        Assert.Equal((HttpStatusCode.BadRequest, path),
            (status, Text(Assert.Single(problem.GetProperty("errors").EnumerateArray()), "path")));
    }

    [Fact]
    public async Task Pages_follow_on_one_another_and_verbs_do_all_of_it()
    {
        await StartAsync("""{"proposals":{"reviewers":{"people":["cem"]}}}""");
        foreach (var i in Enumerable.Range(1, 5))
            Assert.Equal(0, (await RunAsync("propose", "bob", "--giver", "ada", "--points", $"{i}", "--reason", $"deed {i}")).Code);
        var seen = new List<string>();
        for (var after = ""; ;)
        {
            var page = (await app.GetAsync($"spaces/{space}/proposals?limit=2&after={Uri.EscapeDataString(after)}")).Body;
            seen.AddRange(page.GetProperty("proposals").EnumerateArray().Select(each => Text(each, "id")!));
            if (Text(page, "next") is not { } next) break;
            after = next;
        }

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.GetAsync($"spaces/{space}/proposals?after=x")).Status);
        var key = (await app.PostAsync($"spaces/{space}/keys", """{"role":"steward"}""")).Body.GetProperty("secret").GetString()!;
        Assert.Equal(1, (await RunAsync("proposals", "approve", seen[0], "--reviewer", "cem")).Code); // proposed with this key
        Assert.Equal(1, (await RunAsync("proposals", "approve", seen[0], "--reviewer", "dan", "--key", key)).Code);
        Assert.Contains("is approved", (await RunAsync("proposals", "approve", seen[0], "--reviewer", "cem", "--key", key)).Output,
            StringComparison.Ordinal);
        Assert.Contains("is rejected",
            (await RunAsync("proposals", "reject", seen[1], "--reviewer", "cem", "--remark", "twice", "--key", key))
            .Output, StringComparison.Ordinal);
        Assert.Contains("is withdrawn", (await RunAsync("proposals", "withdraw", seen[2])).Output, StringComparison.Ordinal);
        Assert.Contains("twice", (await RunAsync("proposals", "show", seen[1])).Output, StringComparison.Ordinal);
        var (_, list, _) = await RunAsync("proposals", "list");
        Assert.Contains(seen[3], list, StringComparison.Ordinal);
        Assert.DoesNotContain(seen[0], list, StringComparison.Ordinal);
        Assert.Contains("cem", (await RunAsync("proposals", "list", "--state", "approved")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("propose", "bob")).Code);
        var (_, file) = await app.GetAsync($"spaces/{space}/people/export?id=ada");
        Assert.Equal(5, file.GetProperty("proposals").GetArrayLength());
    }

    private async Task StartAsync(string config)
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync(config);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => AnsweringApp.RunAsync(
    [
        .. args, "--space", space, "--app", app.Client.BaseAddress!.ToString(),
        .. args.Contains("--key") ? [] : new[] { "--key", TestHost.OwnerKey },
    ]);

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, string path, string? body)
    {
        using var answer = await client.SendAsync(new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post,
            new Uri($"/api/spaces/{space}/{path}", UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        });
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
