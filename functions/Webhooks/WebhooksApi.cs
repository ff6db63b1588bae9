using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.CloudEvents;

namespace Grain.Functions.Webhooks;

/// <summary>
/// The slice's addresses: <c>POST /api/spaces/{space}/webhooks/{sender}</c> for each of <see cref="WebhookSenders.All"/>, and <c>OPTIONS</c>
/// for CloudEvents.
/// </summary>
internal static class WebhooksApi
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services.AddSingleton<WebhookIntake>();

    public static void MapWebhooks(this WebApplication app)
    {
        var bodyBytesMax = app.Services.GetRequiredService<GrainOptions>().MaxWebhookBodyBytes;
        var function = app.MapHttpFunction("Webhooks");
        foreach (var sender in WebhookSenders.All)
            function.MapPost($"spaces/{{space}}/webhooks/{sender.Name}",
                (HttpContext context, WebhookIntake intake, TimeProvider time, CancellationToken cancellationToken) =>
                    AnswerLimit.WithinAsync(time, token => intake.ReceiveAsync(sender, context, token), cancellationToken))
                .WithBodyLimit(bodyBytesMax)
                .Describe(WebhooksDescription.Functions.Keys.Single(name => name.Equals($"Webhooks{sender.Name}", StringComparison.OrdinalIgnoreCase)));
        function.MapMethods("spaces/{space}/webhooks/cloudevents", [HttpMethods.Options], CloudEventsHandshake.AnswerAsync)
            .Describe("WebhooksOptionsCloudEvents");
    }
}
