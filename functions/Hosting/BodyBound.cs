namespace Grain.Functions.Hosting;

/// <summary>How bounds of bodies are called in errors and in <c>GET …/usage</c>.</summary>
internal static class BodyBound
{
    /// <summary>Of bodies that have no bound of their own.</summary>
    public const string Body = "bodyBytes, the setting Grain__MaxBodyBytes";

    /// <summary>Of payloads of webhooks.</summary>
    public const string Webhook = "webhookBodyBytes, the setting Grain__MaxWebhookBodyBytes";

    /// <summary>Of payloads that nothing proves.</summary>
    public const string Unsigned = "unsigned payloads have a bound of their own";

    /// <summary>Of activity, streams included.</summary>
    public const string Activity = "activityBodyBytes, which is fixed";

    /// <summary>Of states of replicas.</summary>
    public const string Merge = "mergeBodyBytes, which is fixed";

    /// <summary>For people.</summary>
    public static string Tell(long most, string bound) => $"The body may have at most {most} bytes here: {bound}.";
}
