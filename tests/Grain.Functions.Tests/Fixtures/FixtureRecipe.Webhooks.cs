using System.Text;
using Grain.Functions.Tests.Webhooks;

namespace Grain.Functions.Tests.Fixtures;

internal sealed partial class FixtureRecipe
{
    /// <summary>GitHub's own payloads: work, and some of it taken back.</summary>
    private static (string Event, string? Action)[] GitHub =>
    [
        ("ping", null), ("push", null), ("issues", "opened"), ("issues", "edited"), ("issues", "deleted"), ("issue_comment", "created"),
        ("issue_comment", "edited"),
        ("issue_comment", "deleted"), ("pull_request", "opened"), ("pull_request_review", "submitted"), ("release", "published"),
        ("star", "created"), ("discussion", "created"), ("fork", null),
    ];

    private const string NewcomersIssue =
        """
        {"action":"opened","issue":{"id":NUMBER,"number":NUMBER,"title":"It grows","html_url":"https://github.com/octo/field/issues/NUMBER","created_at":"2026-11-04T08:00:00Z",
         "user":{"login":"LOGIN","id":1,"type":"User"}},"repository":{"id":3,"name":"field","full_name":"octo/field","owner":{"login":"octo","id":2,"type":"Organization"},
         "html_url":"https://github.com/octo/field","default_branch":"main","created_at":"2026-11-01T10:00:00Z"},"sender":{"login":"LOGIN","id":1,"type":"User"}}
        """;

    private IEnumerable<FixtureStep> Senders()
    {
        foreach (var (name, action) in GitHub)
            yield return Delivery("github", name, $"github-{name}-{action}",
                Encoding.UTF8.GetString(Examples.GitHub.First(each => each.Event == name && each.Action == action).Body));
        foreach (var payload in Payloads.Of("gitlab")) yield return Delivery("gitlab", "", payload, Text(payload));
        foreach (var name in new[] { "topic_created", "post_created", "post_liked", "accepted_solution", "user_created" })
            yield return Delivery("discourse", name, $"discourse-{name}", Text($"discourse.{name}"));
        yield return Delivery("discourse", "post_destroyed", "discourse-post_destroyed", Text("discourse.post_created"));
        foreach (var sender in new[] { "standard", "cloudevents", "chat" })
            foreach (var payload in Payloads.Of(sender)) yield return Delivery(sender, "", payload.Replace('.', '-'), Text(payload));
        foreach (var message in new[] { "11", "12", "13" })
            yield return Delivery("chat", "", $"reaction-{message}",
                Text("chat.reaction.added").Replace("1034567890123456789", message, StringComparison.Ordinal));
        yield return Delivery("chat", "", "thanks-revoked",
            Text("chat.thanks.given").Replace("thanks.given", "thanks.revoked", StringComparison.Ordinal));
        yield return Delivery("standard", "", "broken", """{"type":"grain.grant","data":{"grantId":7}}""") with { Status = 400 };
        yield return Delivery("github", "issues", "forged", "{}") with
        {
            Status = 401,
            Webhook = ("github", "issues", "forged", "another-secret-altogether")
        };
    }

    private void KeptPayload() => steps.Add(Delivery("github", "issues", "kept", Issue("hedgehog", 5)));

    /// <summary>Three newcomers: one stays held, one is released, one is turned away.</summary>
    private void Quarantine()
    {
        foreach (var (login, number) in new[] { ("newcomer", 101), ("friend", 102), ("friend", 103), ("spammer", 104) })
            steps.Add(Delivery("github", "issues", $"new-{number}", Issue(login, number)));
        Get("webhooks/deliveries");
        Post("quarantine/github%2Ffriend/release", "");
        Post("quarantine/github%2Fspammer/reject", "");
        steps.Add(Delivery("github", "issues", "new-105", Issue("spammer", 105)));
        steps.Add(Delivery("github", "issues", "new-106", Issue("friend", 106)));
        Get("webhooks/deliveries");
    }

    private FixtureStep Delivery(string sender, string name, string id, string body) =>
        Request($"webhooks/{sender}", body) with
        {
            Webhook =
            (sender, name, id, sender is "github" or "gitlab" or "discourse" ? Secret : Key),
            Status = 202,
            CountsOnce = true
        };

    private static string Issue(string login, int number) =>
        NewcomersIssue.Replace("LOGIN", login, StringComparison.Ordinal).Replace("NUMBER", $"{number}", StringComparison.Ordinal);

    private static string Text(string payload) => Encoding.UTF8.GetString(Payloads.Bytes(payload));
}
