using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.CloudEvents;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks;

/// <summary>
/// <c>OPTIONS …/webhooks/cloudevents</c>: a sender asks whether it may send, before it does (CloudEvents' "HTTP 1.1 Web Hooks", section 4).
/// It proves nothing of the sender; each delivery is checked all the same.
/// </summary>
internal sealed class CloudEventsHandshake
{
    /// <summary>A host name and a port at most.</summary>
    private const int OriginLengthMax = 260;

    private static ApiOperation Ask =>
        new ApiOperation("Webhooks", "Whether a sender may send CloudEvents (their web hook handshake)")
        .Open()
        .Header("WebHook-Request-Origin", "The sender's name.", required: true)
        .Header("WebHook-Request-Rate", "How many a minute it would like to send.")
        .Answers(200, "It may.", null, ApiMedia.Json,
            new("WebHook-Allowed-Origin", "The sender's name.", true), new("WebHook-Allowed-Rate", "How many a minute.", true),
            new("Allow", "The methods.", true))
        .Refuses(403, "The space takes no CloudEvents.");

    /// <summary>Says yes if the space takes CloudEvents at all.</summary>
    [Function("WebhooksAskCloudEvents"), Operation("askCloudEvents", nameof(Ask))]
    public static IResult Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/spaces/{space}/webhooks/cloudevents")] HttpRequest request,
        Space space)
    {
        var origin = request.Headers["WebHook-Request-Origin"].ToString();
        if (origin.Length is 0 or > OriginLengthMax || origin.Any(c => c is <= ' ' or > '~'))
            return Problem.BadRequest("WebHook-Request-Origin", $"must name the sender in 1 to {OriginLengthMax} visible characters");
        if (space.Config.Webhooks.SourceOf(CloudEventsSender.Sender.Name).Secrets.Count == 0)
            return Problem.Forbidden(
                $"The space '{space.Name}' takes no CloudEvents; set webhooks.cloudevents.secrets in its configuration.");

        var rate = request.Headers["WebHook-Request-Rate"].ToString();
        var headers = request.HttpContext.Response.Headers;
        headers["WebHook-Allowed-Origin"] = origin;
        headers["WebHook-Allowed-Rate"] =
            uint.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var perMinute) && perMinute > 0 ? rate : "*";
        headers.Allow = "OPTIONS, POST";
        return Results.Ok();
    }
}
