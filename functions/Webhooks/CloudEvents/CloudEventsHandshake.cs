using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.CloudEvents;

/// <summary>
/// <c>OPTIONS …/webhooks/cloudevents</c>: a sender asks whether it may send, before it does (CloudEvents' "HTTP 1.1 Web Hooks", section 4).
/// It proves nothing of the sender; each delivery is checked all the same.
/// </summary>
internal static class CloudEventsHandshake
{
    /// <summary>A host name and a port at most.</summary>
    private const int OriginLengthMax = 260;

    /// <summary>Says yes if the space takes CloudEvents at all.</summary>
    public static async Task<IResult> AnswerAsync(HttpRequest request, SpaceDirectory spaces, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var origin = request.Headers["WebHook-Request-Origin"].ToString();
        if (origin.Length is 0 or > OriginLengthMax || origin.Any(c => c is <= ' ' or > '~'))
            return Problem.BadRequest("WebHook-Request-Origin", $"must name the sender in 1 to {OriginLengthMax} visible characters");
        if (space.Config.Webhooks.Cloudevents.Secrets.Count == 0)
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
