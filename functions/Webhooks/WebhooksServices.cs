using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks;

/// <summary>What the slice adds to the app.</summary>
internal static class WebhooksServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services.AddConfigSection(WebhookSection.Section).AddSingleton<WebhookIntake>().AddSingleton<IntakeFirst>()
            .AddSingleton<ClaimProofs>()
            .AddSingleton<WebhookDoor>(provider => provider.GetRequiredService<WebhookIntake>().ReceiveAsync).AddSingleton<HomeInstances>()
            .AddSingleton<FormerIds>().AddSingleton<AppendGrants>();
}
