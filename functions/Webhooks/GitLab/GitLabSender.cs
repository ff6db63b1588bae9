using Grain.Functions.Webhooks.Proof;


namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// GitLab: shows its secret token in a header, or in newer versions signs by Standard Webhooks with a signing token. The event's name is
/// taken from the body, which a signature covers, and not from the header.
/// </summary>
internal static class GitLabSender
{
    internal const string TokenHeader = "X-Gitlab-Token";

    public static WebhookSender Sender { get; } = new("gitlab", config => config.Gitlab, Refuse, Read);

    private static string? Refuse(WebhookArrival arrival)
    {
        if (arrival.Header(StandardSignature.SignatureHeader).Length > 0 && arrival.Secrets.Any(StandardSignature.LooksLikeKey))
            return StandardSignature.Refuse(arrival);
        var token = arrival.Header(TokenHeader);
        if (token.Length == 0) return $"There is neither a header {TokenHeader} nor a signature that the space has a key for.";
        return SharedToken.Matches(token, arrival.Secrets) ? null : $"The header {TokenHeader} is none of the space's tokens.";
    }

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var (name, outcome) = GitLabWebhook.Normalise(arrival.Body, arrival.Weights, arrival.Counting);
        // The first stays when GitLab tries again; older versions have the second only.
        var delivery = arrival.Header("Idempotency-Key") is { Length: > 0 } key ? key : arrival.Header("X-Gitlab-Event-UUID");
        return new WebhookEvent(name, delivery, outcome);
    }
}
