using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Settings;

/// <summary>The slice's member of a configuration.</summary>
public static class WebhookSection
{
    internal static ConfigSection<WebhookConfig> Section { get; } = new("webhooks", 8, WebhookConfigJson.Default, () => new())
    {
        Check = (config, earlier, options) =>
            config.Webhooks.Check("$.webhooks", config.Types, earlier?.Webhooks, options.PrivateWebhooks),
    };

    extension(SpaceConfig config)
    {
        /// <summary>Who may send webhooks, and what an event is worth in points.</summary>
        public WebhookConfig Webhooks
        {
            get => config.Get(Section);
            set => config.Set(Section, value);
        }
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(WebhookConfig))]
internal sealed partial class WebhookConfigJson : JsonSerializerContext;
