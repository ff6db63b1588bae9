using System.Globalization;
using System.Text;
using Grain.Local.Api;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>What forges and others deliver, signed as they sign it: once more, edited later, taken back, and in any order.</summary>
internal sealed class WebhookDeeds(People people, Dice dice, Conductor conductor)
{
    /// <summary>Of senders that share a secret.</summary>
    public const string Secret = "a-secret-of-the-simulation";

    /// <summary>Of senders that sign by Standard Webhooks.</summary>
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly (string Sender, string Body)[] Others =
    [
        ("gitlab", """{"object_kind":"pipeline"}"""), ("gitea", """{"repository":{"id":3}}"""), ("discourse", """{"ping":"OK"}"""),
        ("standard", """{"type":"somebody.elses","timestamp":"2026-03-02T08:30:00Z","data":{}}"""),
        ("chat", """{"type":"somebody.elses","timestamp":"2026-03-02T08:30:00Z","data":{}}"""),
        ("cloudevents", """{"specversion":"1.0","id":"1","source":"sim","type":"somebody.elses","data":{}}"""),
    ];

    private readonly DateTimeOffset began = conductor.Now;

    /// <summary>The senders' part of a configuration.</summary>
    public static string Config => $$$"""
        {"github":{"secrets":["{{{Secret}}}"]},"gitlab":{"secrets":["{{{Secret}}}"]},"gitea":{"secrets":["{{{Secret}}}"]},
         "discourse":{"secrets":["{{{Secret}}}"]},"standard":{"secrets":["{{{Key}}}"]},"cloudevents":{"secrets":["{{{Key}}}"]},
         "chat":{"secrets":["{{{Key}}}"]},"points":{"github:issues.opened":2},"guards":{"holdNewcomers":true}}
        """;

    /// <summary>An issue of GitHub's: opened, its words changed, deleted, commented.</summary>
    public Deed Issue()
    {
        var (number, action) = (1 + dice.Below(6), dice.Pick(["opened", "opened", "edited", "edited", "closed", "reopened", "deleted"]));
        var (who, second) = (people.All[number % people.All.Count], dice.Below(300));
        var at = began.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var words = dice.Pick(["", $"See #{1 + dice.Below(6)}.", $"Thanks to @{people.Any()}."]);
        var repository = $"https://github.com/octo/{people.Space}";
        var body = $$$"""
            {"action":"{{{action}}}","issue":{"id":{{{number}}},"number":{{{number}}},"title":"It grows","state":"open",
             "body":"{{{words}}}","html_url":"{{{repository}}}/issues/{{{number}}}",
             "created_at":"2026-03-02T08:00:00Z","updated_at":"{{{at}}}","user":{"login":"{{{who}}}","id":{{{number}}},"type":"User"}},
             "changes":{"body":{"from":"See #2."}},
             "repository":{"id":3,"name":"{{{people.Space}}}","full_name":"octo/{{{people.Space}}}","owner":{"login":"octo","id":2,
              "type":"Organization"},"html_url":"{{{repository}}}","default_branch":"main","created_at":"2026-03-01T10:00:00Z"},
             "sender":{"login":"{{{who}}}","id":{{{number}}},"type":"User"}}
            """;
        return Delivered("github", "issues", $"{people.Space}-issue-{number}-{action}-{second}", body, Secret);
    }

    /// <summary>Something of another sender's.</summary>
    public Deed Other()
    {
        var (sender, body) = dice.Pick(Others);
        return Delivered(sender, "ping", people.Id("w"), body, sender is "gitlab" or "gitea" or "discourse" ? Secret : Key);
    }

    private Deed Delivered(string sender, string what, string delivery, string body, string secret)
    {
        var headers = SignedDelivery.HeadersOf(sender, what, delivery, Encoding.UTF8.GetBytes(body), secret, conductor.Now);
        return new Deed($"webhook of {sender}", delivery, "", people.Ask("POST", $"/webhooks/{sender}", body) with
        {
            Headers = [.. headers.Where(header => header.Key != "Content-Type")],
            Media = headers.First(header => header.Key == "Content-Type").Value,
        }, () => true)
        { IsExact = false };
    }
}
