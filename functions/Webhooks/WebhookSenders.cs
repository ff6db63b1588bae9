using Grain.Functions.Webhooks.GitHub;

namespace Grain.Functions.Webhooks;

/// <summary>Everybody who can send.</summary>
internal static class WebhookSenders
{
    /// <summary>Each at its address <c>POST …/webhooks/{name}</c>.</summary>
    public static IReadOnlyList<WebhookSender> All { get; } = [GitHubSender.Sender];
}
