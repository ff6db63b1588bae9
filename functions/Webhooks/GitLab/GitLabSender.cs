using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// GitLab: shows its secret token in a header, or in newer versions signs by Standard Webhooks with a signing token. The event's name is
/// taken from the body, which a signature covers, and not from the header.
/// </summary>
internal sealed class GitLabSender(WebhookDoor door)
{
    private const string TokenHeader = "X-Gitlab-Token";
    private const string DeliveryHeader = "Idempotency-Key"; // stays when GitLab tries again; older versions have the other only
    private const string OldDeliveryHeader = "X-Gitlab-Event-UUID";

    public static WebhookSender Sender { get; } = new("gitlab", SecretForm.KeyOrToken, Prove, Read)
    {
        Kinds = GitLabKinds.All,
        HasInstances = true,
        Hooks = new GitLabHooks(),
        Sign = sent => sent.Secret is { } secret && StandardSignature.LooksLikeKey(secret) ? StandardSignature.Sign(sent)
            : [(DeliveryHeader, sent.Delivery), .. sent.Secret is { } token ? [(TokenHeader, token)] : Array.Empty<(string, string)>()],
    };

    private static ApiOperation Receive => WebhookOperation.Signed("Takes a delivery of GitLab", required: false)
        .Takes(WebhookOperation.AnyObject)
        .Header(TokenHeader, "The space's secret token, where GitLab does not sign.")
        .Header(DeliveryHeader, "The id of the delivery, the same when it is sent again.")
        .Header(OldDeliveryHeader, "The id of the delivery in older versions.");

    [Function("WebhooksGitLab"), Operation("receiveGitLab", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/gitlab")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static SenderProof Prove(WebhookArrival arrival)
    {
        if (arrival.Header(StandardSignature.SignatureHeader).Length > 0 && arrival.Secrets.Any(StandardSignature.LooksLikeKey))
            return StandardSignature.Prove(arrival);
        var token = arrival.Header(TokenHeader);
        return token.Length == 0
            ? new SenderProof.Refused($"There is neither a header {TokenHeader} nor a signature that the space has a key for.")
            : SenderProof.Unless(!SharedToken.Matches(token, arrival.Secrets), $"The header {TokenHeader} is none of the space's tokens.");
    }

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var (name, outcome) = GitLabWebhook.Normalise(arrival.Body, arrival.Weights, arrival.Counting);
        var delivery = arrival.Header(DeliveryHeader) is { Length: > 0 } key ? key : arrival.Header(OldDeliveryHeader);
        return new WebhookEvent(name, delivery, outcome);
    }
}
