using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.CloudEvents;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Standard;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Webhooks;

/// <summary>Where deliveries come in: <c>POST /api/spaces/{space}/webhooks/{sender}</c>. They need no key: each proves itself.</summary>
internal sealed class WebhooksFunctions(WebhookIntake intake, SpaceDirectory spaces, IOptions<GrainOptions> options, TimeProvider time)
{
    [Function("WebhooksGitHub")]
    public Task<IResult> GitHubAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/github")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(GitHubSender.Sender, request, cancellation);

    [Function("WebhooksGitLab")]
    public Task<IResult> GitLabAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/gitlab")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(GitLabSender.Sender, request, cancellation);

    [Function("WebhooksDiscourse")]
    public Task<IResult> DiscourseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/discourse")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(DiscourseSender.Sender, request, cancellation);

    [Function("WebhooksStandard")]
    public Task<IResult> StandardAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/standard")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(StandardSender.Sender, request, cancellation);

    [Function("WebhooksCloudEvents")]
    public Task<IResult> CloudEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/cloudevents")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(CloudEventsSender.Sender, request, cancellation);

    /// <summary>A sender of CloudEvents asks whether it may send.</summary>
    [Function("WebhooksAskCloudEvents")]
    public Task<IResult> AskCloudEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/spaces/{space}/webhooks/cloudevents")] HttpRequest request,
        CancellationToken cancellation) =>
        CloudEventsHandshake.AnswerAsync(request, spaces, cancellation);

    [Function("WebhooksChat")]
    public Task<IResult> ChatAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/chat")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(ChatSender.Sender, request, cancellation);

    private Task<IResult> ReceiveAsync(WebhookSender sender, HttpRequest request, CancellationToken cancellation)
    {
        var most = options.Value.MaxWebhookBodyBytes;
        if (request.ContentLength > most)
            return Task.FromResult<IResult>(Problem.TooLarge($"The body may have at most {most} bytes here."));
        request.LimitBody(most);
        return AnswerLimit.WithinAsync(time, token => intake.ReceiveAsync(sender, request, token), cancellation);
    }
}
