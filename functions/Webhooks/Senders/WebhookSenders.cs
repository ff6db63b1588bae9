using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.CloudEvents;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Gitea;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Standard;

namespace Grain.Functions.Webhooks.Senders;

/// <summary>Everybody who can send.</summary>
internal static class WebhookSenders
{
    /// <summary>Each at its address <c>POST …/webhooks/{name}</c>.</summary>
    public static IReadOnlyList<WebhookSender> All { get; } =
    [
        GitHubSender.Sender,
        GitLabSender.Sender,
        DiscourseSender.Sender,
        StandardSender.Sender,
        CloudEventsSender.Sender,
        ChatSender.Sender,
        GiteaSender.Sender,
    ];

    /// <summary>The one of a name, if there is one.</summary>
    public static WebhookSender? Find(string name) => All.FirstOrDefault(sender => sender.Name == name);

    /// <summary>The names of some, for people.</summary>
    public static string NamesOf(Func<WebhookSender, bool> which) => string.Join(", ", All.Where(which).Select(sender => sender.Name));

    /// <summary>Every kind of event that can be worth points.</summary>
    public static IEnumerable<EventKind> Kinds => All.SelectMany(sender => sender.Kinds?.All ?? []);
}
