using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks;

/// <summary>Who may send webhooks to a space, and what an event is worth.</summary>
public sealed record WebhookConfig
{
    /// <summary>What the API shows in place of a secret, and takes to mean "leave it as it is".</summary>
    public const string Masked = "********";

    /// <summary>GitHub's secrets. While there is none, every delivery is refused.</summary>
    public WebhookSource Github { get; set; } = new();

    /// <summary>Points by kind of event, over the defaults (see docs/webhooks.md).</summary>
    public SortedDictionary<string, Points> Points { get; set; } = new(StringComparer.Ordinal);

    internal IEnumerable<(string Path, string Message)> Check(string path) => Github.Check($"{path}.github");
}

/// <summary>A sender of webhooks.</summary>
public sealed record WebhookSource
{
    private const int SecretsMax = 3;
    private const int SecretLengthMin = 16;

    /// <summary>The secrets that signatures may be made with: up to three, so that one can be replaced without a gap. Never shown.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    /// <summary>With every secret masked.</summary>
    public WebhookSource WithoutSecrets() => this with { Secrets = [.. Secrets.Select(_ => WebhookConfig.Masked)] };

    /// <summary>With masked secrets replaced by those that stand in their places in <paramref name="earlier"/>.</summary>
    public WebhookSource WithSecretsOf(WebhookSource earlier) => this with
    {
        Secrets = [.. Secrets.Index().Select(secret =>
            secret.Item == WebhookConfig.Masked && secret.Index < earlier.Secrets.Count ? earlier.Secrets[secret.Index] : secret.Item)],
    };

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Secrets.Count > SecretsMax) yield return ($"{path}.secrets", $"must not list more than {SecretsMax}");
        foreach (var (index, secret) in Secrets.Index())
            if (secret is null || secret.Length < SecretLengthMin && secret != WebhookConfig.Masked)
                yield return ($"{path}.secrets[{index}]", $"must have at least {SecretLengthMin} characters");
    }
}
