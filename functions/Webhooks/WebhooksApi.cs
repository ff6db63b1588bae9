using System.Text;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks.GitHub;

namespace Grain.Functions.Webhooks;

/// <summary>The slice's address: <c>POST /api/spaces/{space}/webhooks/github</c>.</summary>
internal static class WebhooksApi
{
    public static void MapWebhooks(this WebApplication app)
    {
        var bodyBytesMax = app.Services.GetRequiredService<GrainOptions>().MaxWebhookBodyBytes;
        app.MapHttpFunction("Webhooks").MapPost("spaces/{space}/webhooks/github", ReceiveGitHubAsync).WithBodyLimit(bodyBytesMax);
    }

    /// <summary>
    /// Checks who sent it, makes grants of it, and puts them into the queue. 202 once they are there (or there is nothing to
    /// count), so that GitHub need not send it again; nothing is stored of a delivery that is not signed.
    /// </summary>
    private static async Task<IResult> ReceiveGitHubAsync(
        HttpContext context, SpaceDirectory spaces, GrantQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var body = await JsonBody.ReadBytesAsync(context.Request, cancellationToken);
        if (Refusal(space, context.Request.Headers[WebhookSignature.Header], body) is { } refusal) return refusal;

        var eventName = context.Request.Headers[GitHubWebhook.EventHeader].ToString();
        var delivery = context.Request.Headers[GitHubWebhook.DeliveryHeader].ToString();
        if (eventName.Length == 0) return Problem.BadRequest(GitHubWebhook.EventHeader, "is missing: it names the event");

        var weights = EventWeights.Default.With(space.Config.Webhooks.Points);
        var outcome = GitHubWebhook.Normalise(eventName, body, weights, new GitHubOptions { ReceivedAt = time.GetUtcNow() });
        switch (outcome)
        {
            case WebhookOutcome.Normalised normalised:
                await queue.SendAsync(space.Name, delivery, normalised.Grants, cancellationToken);
                return Accepted(new WebhookAnswer("accepted", eventName, delivery, [.. normalised.Grants.Select(grant => grant.GrantId)], null));
            case WebhookOutcome.Ignored ignored:
                return Accepted(new WebhookAnswer("ignored", eventName, delivery, [], ignored.Reason));
            case WebhookOutcome.Malformed malformed:
                return Problem.BadRequest("$", malformed.Fault);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }

    private static ProblemResult? Refusal(Space space, string? signature, byte[] body)
    {
        var secrets = space.Config.Webhooks.Github.Secrets.Select(secret => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(secret)).ToArray();
        if (secrets.Length == 0)
            return Problem.Unauthorized($"The space '{space.Name}' has no secret for GitHub yet; set webhooks.github.secrets in its configuration.");
        return WebhookSignature.Check(body, signature, secrets) switch
        {
            SignatureCheck.Valid => null,
            SignatureCheck.Missing => Problem.Unauthorized($"The header {WebhookSignature.Header} is missing."),
            SignatureCheck.Malformed => Problem.Unauthorized($"The header {WebhookSignature.Header} is not sha256= and 64 hexadecimal digits."),
            _ => Problem.Unauthorized("No secret of the space gives this signature for this body."),
        };
    }

    private static IResult Accepted(WebhookAnswer answer) =>
        Results.Json(answer, WebhookJson.Default.WebhookAnswer, statusCode: StatusCodes.Status202Accepted);
}
