using System.Net;
using System.Text;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Webhooks.Senders;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Every sender through the whole app: from signed bytes to counted points.</summary>
public sealed class SendersApiTests(SendersApp fixture) : IClassFixture<SendersApp>
{
    private const string Token = "a-token-of-the-tests";

    private GrainApp App => fixture.App;

    [Fact]
    public async Task Every_sender_s_event_counts_once_however_often_it_comes()
    {
        var space = await fixture.NewSpaceAsync();
        for (var delivery = 0; delivery < 3; delivery++)
            foreach (var (sender, payload, headers) in new (string, string, (string, string)[])[]
            {
                ("gitlab", "gitlab.issue", [("X-Gitlab-Token", Token)]),
                ("gitea", "gitea.issues.opened", SendersApp.Proof("gitea", Payloads.Bytes("gitea.issues.opened"))),
                ("discourse", "discourse.post_created",
                    [.. SendersApp.DiscourseHeaders("post_created", $"{delivery}", "discourse.post_created")]),
                ("chat", "chat.thanks.given", SendersApp.Signed("chat.thanks.given")),
                ("standard", "standard.grant", SendersApp.Signed("standard.grant")),
                ("standard", "standard.task", SendersApp.Signed("standard.task")),
                ("standard", "standard.activity", SendersApp.Signed("standard.activity")),
                ("cloudevents", "cloudevents.grant", [("Authorization", "Bearer " + Token)]),
            })
            {
                var (status, answer) = await fixture.SendAsync(space, sender, Payloads.Bytes(payload), headers);
                Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, answer.GetProperty("outcome").GetString()));
            }

        (string Contributor, string Points)[] expected =
            [("gitlab/51", "2"), ("gitea/ada", "2"), ("discourse/ada", "1"), ("discord/80351110224678912", "1"), ("lab/ada", "5.0")];
        foreach (var (contributor, points) in expected)
            await Eventually.HoldsAsync(async () =>
                await PointsAsync(space, contributor) == decimal.Parse(points, System.Globalization.CultureInfo.InvariantCulture));
        // 10 to begin with, 3 twice for computing
        await Eventually.HoldsAsync(async () =>
            (await App.GetAsync($"spaces/{space}/credits/node-1")).Body.GetProperty("balance").GetDecimal() == 16);
        await Eventually.HoldsAsync(async () =>
            (await App.GetAsync($"spaces/{space}/stats")).Body.GetProperty("stats").GetProperty("totalRequests").GetInt32() == 1);
    }

    [Theory]
    [InlineData("gitlab", """{"object_kind":"sowing"}""")]
    [InlineData("standard", """{"type":"com.example.other","data":{}}""")]
    [InlineData("chat", """{"type":"chat.sung","data":{}}""")]
    [InlineData("cloudevents", """{"specversion":"1.0","id":"1","source":"/x","type":"com.example.other"}""")]
    public async Task An_unknown_event_is_a_success_that_counts_nothing(string sender, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var (status, answer) = await fixture.SendAsync(fixture.Space, sender, bytes, SendersApp.Proof(sender, bytes));
        Assert.Equal((HttpStatusCode.Accepted, "ignored"), (status, answer.GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("gitlab")]
    [InlineData("gitea")]
    [InlineData("discourse")]
    [InlineData("standard")]
    [InlineData("chat")]
    [InlineData("cloudevents")]
    public async Task What_is_proven_and_broken_is_400_and_what_is_not_proven_is_401_whatever_it_is(string sender)
    {
        foreach (var body in new[] { "{"u8.ToArray(), "[]"u8.ToArray(), [], "\uFEFF{}"u8.ToArray(), Encoding.Unicode.GetBytes("{}"),
            [0xff, 0xfe, 0x00], Encoding.UTF8.GetBytes("{\"a\":1,\"a\":2}"), Encoding.UTF8.GetBytes(new string('[', 100_000)) })
        {
            Assert.Equal(HttpStatusCode.BadRequest,
                (await fixture.SendAsync(fixture.Space, sender, body, SendersApp.Proof(sender, body))).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await fixture.SendAsync(fixture.Space, sender, body)).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized,
            (await fixture.SendAsync(fixture.BareSpace, sender, "{}"u8.ToArray(), SendersApp.Proof(sender, "{}"u8.ToArray()))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.SendAsync("nowhere", sender, "{}"u8.ToArray())).Status);
    }

    [Fact]
    public async Task A_body_over_the_cap_is_413_for_every_sender()
    {
        var body = new byte[SendersApp.BodyBytesMax + 1];
        foreach (var sender in WebhookSenders.All)
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await fixture.SendAsync(fixture.Space, sender.Name, body)).Status);
    }

    [Fact]
    public async Task What_is_bad_in_one_grant_is_named_with_its_place_and_the_rest_counts()
    {
        var body =
            """
            {"type":"grain.grant","data":[{"grantId":"a","contributor":"b","grantedAt":"2026-11-01T00:00:00Z","amount":1},
             {"contributor":"b","amount":"x"}]}
            """u8.ToArray();
        var (status, answer) = await fixture.SendAsync(fixture.Space, "standard", body, SendersApp.Proof("standard", body));
        Assert.Equal((HttpStatusCode.Accepted, "a"), (status, answer.GetProperty("grants")[0].GetString()));
        Assert.Equal(
            ["$.data[1].grantId", "$.data[1].amount", "$.data[1].grantedAt"],
            answer.GetProperty("leftOut").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));

        body = """{"type":"grain.grant","data":[{"contributor":"b","amount":"x"}]}"""u8.ToArray();
        (status, answer) = await fixture.SendAsync(fixture.Space, "standard", body, SendersApp.Proof("standard", body));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(3, answer.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Of_many_that_are_left_out_some_are_named_and_the_log_tells_how_many()
    {
        const string good = """{"grantId":"a","contributor":"b","grantedAt":"2026-11-01T00:00:00Z","amount":1}""";
        var body = Encoding.UTF8.GetBytes($$"""{"type":"grain.grant","data":[{{good}}{{string.Concat(Enumerable.Repeat(",7", 30))}}]}""");
        var space = await fixture.NewSpaceAsync();
        var (_, answer) = await fixture.SendAsync(space, "standard", body, SendersApp.Proof("standard", body));
        Assert.Equal(20, answer.GetProperty("leftOut").GetArrayLength());
        await Eventually.HoldsAsync(async () =>
            (await App.GetAsync($"spaces/{space}/webhooks/deliveries")).Body.GetProperty("deliveries").EnumerateArray()
                .Any(item => item.TryGetProperty("reason", out var reason)
                    && reason.GetString() == "left out: $.data[1] must be an object, and 29 more"));
    }

    [Fact]
    public async Task Secrets_by_reference_and_by_date_are_replaced_without_a_gap()
    {
        var space = await App.NewSpaceAsync(
            """
            {"webhooks":{"gitlab":{"secrets":["env:GRAIN_SECRET_GITLAB",
              {"secret":"a-secret-of-yesterday","notAfter":"2020-01-01T00:00:00Z"},
               {"secret":"a-secret-of-tomorrow","notBefore":"2999-01-01T00:00:00Z"}]}}}
            """);
        var body = """{"object_kind":"pipeline"}"""u8.ToArray();
        Assert.Equal(HttpStatusCode.Accepted,
            (await fixture.SendAsync(space, "gitlab", body, ("X-Gitlab-Token", "the-secret-of-a-setting"))).Status);
        foreach (var token in new[] { "a-secret-of-yesterday", "a-secret-of-tomorrow", "env:GRAIN_SECRET_GITLAB" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await fixture.SendAsync(space, "gitlab", body, ("X-Gitlab-Token", token))).Status);

        var shown = (await App.GetAsync($"spaces/{space}/config")).Body.GetProperty("webhooks").GetProperty("gitlab").GetRawText();
        Assert.DoesNotContain("-secret-", shown, StringComparison.Ordinal);
        Assert.Contains("env:GRAIN_SECRET_GITLAB", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_now_is_503_so_that_the_sender_tries_again()
    {
        var space = await App.NewSpaceAsync("""{"webhooks":{"gitlab":{"secrets":["env:GRAIN_SECRET_MISSING"]}}}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable,
            (await fixture.SendAsync(space, "gitlab", "{}"u8.ToArray(), ("X-Gitlab-Token", Token))).Status);
    }

    [Fact]
    public async Task CloudEvents_may_be_asked_for_by_a_handshake()
    {
        using var answer =
            await HandshakeAsync(fixture.Space, ("WebHook-Request-Origin", "events.example.com"), ("WebHook-Request-Rate", "120"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("events.example.com", answer.Headers.GetValues("WebHook-Allowed-Origin").Single());
        Assert.Equal("120", answer.Headers.GetValues("WebHook-Allowed-Rate").Single());
        Assert.Contains("POST", answer.Content.Headers.Allow);

        using var unlimited = await HandshakeAsync(fixture.Space, ("WebHook-Request-Origin", "events.example.com"));
        Assert.Equal("*", unlimited.Headers.GetValues("WebHook-Allowed-Rate").Single());
        using var without = await HandshakeAsync(fixture.Space);
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        using var bare = await HandshakeAsync(fixture.BareSpace, ("WebHook-Request-Origin", "events.example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);
        Assert.False(bare.Headers.Contains("WebHook-Allowed-Origin"));
    }

    private async Task<HttpResponseMessage> HandshakeAsync(string space, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, $"/api/spaces/{space}/webhooks/cloudevents");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await App.Client.SendAsync(request);
    }

    private async Task<decimal> PointsAsync(string space, string contributor)
    {
        var (status, answer) = await App.GetAsync($"spaces/{space}/contributors/{Uri.EscapeDataString(contributor)}");
        return status == HttpStatusCode.NotFound ? 0 : answer.GetProperty("points").GetProperty("total").GetDecimal();
    }
}
