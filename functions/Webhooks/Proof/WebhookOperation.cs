using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Webhooks.Proof;

/// <summary>What the API document says of every sender's address.</summary>
internal static class WebhookOperation
{
    /// <summary>How a signature of GitHub's form is described.</summary>
    public const string HmacForm = "`sha256=` and the hexadecimal HMAC-SHA256 of the body with the space's secret.";

    /// <summary>A body that is the sender's own to describe.</summary>
    public static ApiShape AnyObject { get; } = Shape.Json("""{"type":"object"}""");

    /// <summary>An event by Standard Webhooks.</summary>
    public static ApiShape StandardEvent { get; } = Shape.Json(
        """
        {
          "type": "object",
          "properties": { "type": { "type": "string" }, "timestamp": { "type": "string", "format": "date-time" }, "data": {} },
          "required": ["type"]
        }
        """);

    /// <summary>Taking a delivery.</summary>
    public static ApiOperation Delivery(string summary) => new ApiOperation("Webhooks", summary)
        .Open()
        .Answers(202, "It is accepted and will count, or there is nothing to count in it.", WebhookJson.Default.WebhookAnswer)
        .Refuses(401, "Nothing proves who sent it.")
        .Refuses(503, "It could not be taken in time; to be sent again.");

    /// <summary>Taking one that is signed by Standard Webhooks.</summary>
    public static ApiOperation Signed(string summary, bool required) => Delivery(summary)
        .Header(StandardSignature.IdHeader, "The id of the delivery, the same when it is sent again.", required)
        .Header(StandardSignature.TimestampHeader, "When it is sent, in seconds since 1970.", required)
        .Header(StandardSignature.SignatureHeader, "Signatures as Standard Webhooks has them: `v1,` and base64.", required);
}
