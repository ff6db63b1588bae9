using System.Net;
using System.Text;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class WebhooksApiTests : IAsyncLifetime
{
    private const string Issue =
        """
        {"action":"opened","issue":{"id":7,"number":1,"title":"It grows","html_url":"https://github.com/octo/field/issues/1",
         "created_at":"2026-11-01T10:00:00Z",
         "user":{"login":"Ada","id":1,"type":"User"}},"repository":{"id":3,"name":"field","full_name":"octo/field","owner":{"login":"octo",
          "id":2,"type":"Organization"},
         "html_url":"https://github.com/octo/field","created_at":"2020-01-01T00:00:00Z","default_branch":"main"},
          "sender":{"login":"Ada","id":1,"type":"User"}}
        """;

    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_signed_event_becomes_a_grant_and_counts_once_however_often_it_comes()
    {
        for (var delivery = 0; delivery < 3; delivery++)
        {
            var (status, answer) = await app.DeliverAsync(space, "issues", Issue, "d1");
            Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, answer.GetProperty("outcome").GetString()));
        }

        // A second contribution marks the end: the queue is worked off when it is there.
        var later = Issue.Replace("\"id\":7", "\"id\":8", StringComparison.Ordinal)
            .Replace("\"number\":1", "\"number\":2", StringComparison.Ordinal);
        await app.DeliverAsync(space, "issues", later, "d2");
        await Eventually.HoldsAsync(async () => await CountAsync("github/ada") == 2);
        var (_, ada) = await app.GetAsync($"spaces/{space}/contributors/github%2Fada");
        Assert.Equal("Ada", ada.GetProperty("name").GetString());
        Assert.Equal(2, ada.GetProperty("points").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task The_same_number_and_login_on_two_installations_are_two_things_and_people()
    {
        var elsewhere = Issue.Replace("https://github.com/", "https://ghe.mill.example/", StringComparison.Ordinal);
        foreach (var payload in new[] { Issue, elsewhere, Issue, elsewhere }) await app.DeliverAsync(space, "issues", payload, "d1");
        foreach (var person in new[] { "github/ada", "github/ghe.mill.example/ada" })
            await Eventually.HoldsAsync(async () => await CountAsync(person) == 1);
    }

    [Fact]
    public async Task A_commit_that_an_earlier_version_counted_counts_no_second_time()
    {
        const string sha = "92e7d730d7c4f7640e1a29daf037dc37332f009d";
        var ada = Person.OfAddress("Ada", "ada@mill.example")!.Contributor;
        await app.SendAsync(HttpMethod.Post, $"spaces/{space}/grants",
            $$"""
            {"grantId":"gitlab:push.commit:{{sha}}:{{ada}}","contributor":"{{ada}}","source":"gitlab","amount":1,
             "grantedAt":"2026-11-01T10:00:00Z"}
            """);
        var push = $$$"""
            {"ref":"refs/heads/main","commits":[{"id":"{{{sha}}}","message":"Sow","timestamp":"2026-11-01T10:00:00Z",
             "author":{"name":"Ada","email":"ada@mill.example"}},
             {"id":"{{{sha[1..]}}}0","message":"Reap","timestamp":"2026-11-02T10:00:00Z","author":{"name":"Ada",
              "email":"ada@mill.example"}}],
             "repository":{"id":3,"full_name":"octo/field","html_url":"https://github.com/octo/field","default_branch":"main"},
              "sender":{"login":"ada","id":1}}
            """;
        await app.DeliverAsync(space, "push", push, "d1");
        await Eventually.HoldsAsync(async () => await CountAsync(ada) == 2);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("check_run")]
    [InlineData("an_event_of_the_future")]
    public async Task What_is_no_contribution_is_accepted_and_ignored(string eventName)
    {
        var (status, answer) = await app.DeliverAsync(space, eventName, Issue, "d1");
        Assert.Equal((HttpStatusCode.Accepted, "ignored"), (status, answer.GetProperty("outcome").GetString()));
        Assert.NotEqual("", answer.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Without_a_valid_signature_nothing_is_taken()
    {
        var path = $"spaces/{space}/webhooks/github";
        var good = WebhookSignature.Sign(Encoding.UTF8.GetBytes(Issue), Encoding.UTF8.GetBytes(GrainApp.Secret));
        foreach (var signature in new[] { "", "sha256=", "sha1=" + new string('0', 40), "sha256=" + new string('0', 64), good + "00",
            good.Replace("sha256=", "", StringComparison.Ordinal) })
        {
            var (status, problem) =
                await app.SendAsync(HttpMethod.Post, path, Issue, ("X-GitHub-Event", "issues"), (WebhookSignature.Header, signature));
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.DoesNotContain(GrainApp.Secret, problem.GetRawText(), StringComparison.Ordinal);
        }

        // The very same body with one blank more is another body.
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync(HttpMethod.Post, path, Issue + " ", ("X-GitHub-Event", "issues"),
            (WebhookSignature.Header, good))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await app.DeliverAsync(space, "issues", Issue, "d1", secret: "another-secret-entirely")).Status);
        Assert.Equal(0, await CountAsync("github/ada"));
    }

    [Fact]
    public async Task A_space_without_a_secret_takes_nothing_and_an_unknown_space_is_not_found()
    {
        var bare = await app.NewSpaceAsync("{}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.DeliverAsync(bare, "issues", Issue, "d1", secret: "")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.DeliverAsync("nowhere", "issues", Issue, "d1")).Status);
    }

    [Theory]
    [InlineData("{\"action\":\"opened\",", "line 1")]
    [InlineData("[]", "$")]
    [InlineData("\u0001", "line 1")]
    public async Task A_signed_body_that_is_not_its_event_is_refused_with_the_place(string body, string place)
    {
        var (status, problem) = await app.DeliverAsync(space, "issues", body, "d1");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(place, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_cap_is_refused_before_it_is_read()
    {
        using var body = new ByteArrayContent(new byte[(25 << 20) + 1]);
        var (status, _) = await app.SendAsync(HttpMethod.Post, $"spaces/{space}/webhooks/github", body, ("X-GitHub-Event", "issues"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task An_old_secret_stays_good_until_it_is_taken_out()
    {
        async Task<HttpStatusCode> RotateAsync(string secrets) =>
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config",
                "{\"webhooks\":{\"github\":{\"secrets\":" + secrets + "}}}")).Status;

        Assert.Equal(HttpStatusCode.OK, await RotateAsync("""["********","the-next-secret-here"]"""));
        Assert.Equal(HttpStatusCode.Accepted, (await app.DeliverAsync(space, "ping", Issue, "d1")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await app.DeliverAsync(space, "ping", Issue, "d1", "the-next-secret-here")).Status);
        Assert.Equal(HttpStatusCode.OK, await RotateAsync("""["the-next-secret-here"]"""));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.DeliverAsync(space, "ping", Issue, "d1")).Status);
    }

    private async Task<int> CountAsync(string contributor)
    {
        var (status, answer) = await app.GetAsync($"spaces/{space}/contributors/{Uri.EscapeDataString(contributor)}");
        return status == HttpStatusCode.NotFound ? 0 : answer.GetProperty("points").GetProperty("count").GetInt32();
    }
}
