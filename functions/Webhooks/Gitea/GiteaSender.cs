using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Gitea;

/// <summary>
/// Gitea, and Forgejo which came from it: signs the payload, and names event and delivery in headers. Each signs in several headers, for
/// those who know one of its ancestors only; all of them say the same.
/// </summary>
internal sealed class GiteaSender(WebhookDoor door)
{
    private const string Hub = WebhookSignature.Header;

    /// <summary>What a header's name begins with, the own name first.</summary>
    private static readonly string[] Names = ["X-Forgejo-", "X-Gitea-", "X-Gogs-"];

    public static WebhookSender Sender { get; } = new("gitea", SecretForm.Text, Prove, Read)
    {
        Kinds = GiteaKinds.All,
        HasInstances = true,
        Unwrap = GiteaForm.Unwrap,
        Sign = sent =>
        [
            ("X-Gitea-Event", sent.Event), ("X-Gitea-Delivery", sent.Delivery),
            .. WebhookSignature.Sign(sent, "X-Gitea-Signature", isBare: true),
        ],
    };

    private static ApiOperation Receive => WebhookOperation.Delivery("Takes a delivery of Gitea or Forgejo")
        .Takes(WebhookOperation.AnyObject)
        .Takes(Shape.Json("""{"type":"object","properties":{"payload":{"type":"string"}},"required":["payload"]}"""),
            "application/x-www-form-urlencoded")
        .Header("X-Gitea-Event", "The event's name; also as `X-Forgejo-Event` or `X-Gogs-Event`.")
        .Header("X-Gitea-Delivery", "The id of the delivery, the same when it is sent again.")
        .Header("X-Gitea-Signature", "The hexadecimal HMAC-SHA256 of the payload with the space's secret; also as "
            + "`X-Forgejo-Signature`, or in `X-Hub-Signature-256` behind `sha256=`.");

    [Function("WebhooksGitea"), Operation("receiveGitea", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/gitea")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static SenderProof Prove(WebhookArrival arrival)
    {
        var header = Names.Select(name => name + "Signature").FirstOrDefault(name => arrival.Header(name).Length > 0);
        return header is null && arrival.Header(Hub).Length > 0
            ? WebhookSignature.Prove(arrival, Hub)
            : WebhookSignature.Prove(arrival, header ?? "X-Gitea-Signature", isBare: true);
    }

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var name = Header(arrival, "Event");
        var outcome = name.Length == 0
            ? new WebhookOutcome.Malformed("the header X-Gitea-Event is missing: it names the event")
            : GiteaWebhook.Normalise(name, arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(name, Header(arrival, "Delivery"), outcome);
    }

    private static string Header(WebhookArrival arrival, string name) =>
        Names.Select(start => arrival.Header(start + name)).FirstOrDefault(value => value.Length > 0) ?? "";
}
