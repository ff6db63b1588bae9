using Grain.Functions.Webhooks.Proof;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>The app, with a space that knows every sender.</summary>
public sealed class SendersApp : IAsyncLifetime
{
    internal const int BodyBytesMax = 25 << 20;

    private const string Token = "a-token-of-the-tests";

    private const string Config =
        """
        {"webhooks":{"gitea":{"secrets":["a-token-of-the-tests"]},"gitlab":{"secrets":["a-token-of-the-tests"]},
         "discourse":{"secrets":["a-token-of-the-tests"]},"cloudevents":{"secrets":["a-token-of-the-tests"]},
          "standard":{"secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]},"chat":{"secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}}}
        """;

    internal GrainApp App { get; private set; } = null!;

    internal string Space { get; private set; } = null!;

    internal string BareSpace { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await GrainApp.SharedAsync();
        Space = await NewSpaceAsync();
        BareSpace = await App.NewSpaceAsync("{}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal Task<string> NewSpaceAsync() => App.NewSpaceAsync(Config);

    internal static (string Name, string Value)[] Signed(string payload) => Proof("standard", Payloads.Bytes(payload));

    internal static IEnumerable<(string Name, string Value)> DiscourseHeaders(string eventName, string id, string payload) =>
        [("X-Discourse-Event", eventName), ("X-Discourse-Event-Id", id), .. Proof("discourse", Payloads.Bytes(payload)).Skip(1)];

    /// <summary>The headers by which a sender proves that a body is its own.</summary>
    internal static (string Name, string Value)[] Proof(string sender, byte[] body) => sender switch
    {
        "gitlab" => [("X-Gitlab-Token", Token)],
        "gitea" =>
        [
            ("X-Gitea-Event", "issues"), ("X-Gitea-Signature", WebhookSignature.Sign(body, Encoding.UTF8.GetBytes(Token))[7..]),
        ],
        "cloudevents" => [("Authorization", "Bearer " + Token)],
        "discourse" =>
        [
            ("X-Discourse-Event", "post_created"), ("X-Discourse-Instance", Payloads.Forum),
            ("X-Discourse-Event-Signature", WebhookSignature.Sign(body, Encoding.UTF8.GetBytes(Token))),
        ],
        _ => Arrivals.Signed("msg_1", TimeProvider.System.GetUtcNow(), body, Arrivals.Key),
    };

    internal async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string space, string sender, byte[] body,
        params (string Name, string Value)[] headers)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, $"/api/spaces/{space}/webhooks/{sender}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType =
            new MediaTypeHeaderValue(sender == "cloudevents" ? "application/cloudevents+json" : "application/json");
        request.Headers.ExpectContinue = body.Length > BodyBytesMax; // so that a refusal comes before the body goes
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await App.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
