using Grain.Functions.Grants;
using Grain.Functions.Webhooks.Deliveries;

namespace Grain.Functions.Webhooks;

/// <summary>Who may send webhooks to a space, what is counted of them, and what an event is worth.</summary>
public sealed record WebhookConfig
{
    /// <summary>GitHub.</summary>
    public WebhookSource Github { get; set; } = new();

    /// <summary>Points by kind of event, over the defaults (see docs/webhooks.md).</summary>
    public SortedDictionary<string, Points> Points { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether bots are recognised like people.</summary>
    public bool IncludeBots { get; set; }

    /// <summary>Names of accounts that are bots though their sender does not say so.</summary>
    public IReadOnlyList<string> Bots { get; set; } = [];

    /// <summary>Whether commits on any branch count; by default those on the default branch do.</summary>
    public bool AllBranches { get; set; }

    /// <summary>What keeps points from being farmed.</summary>
    public GuardConfig Guards { get; set; } = new();

    /// <summary>What is remembered of deliveries, and for how long.</summary>
    public DeliveryLogConfig Log { get; set; } = new();

    /// <summary>What is counted of a delivery that arrives at a moment.</summary>
    internal CountingOptions Counting(DateTimeOffset receivedAt) =>
        new() { IncludeBots = IncludeBots, FurtherBots = Bots, AllBranches = AllBranches, ReceivedAt = receivedAt };

    /// <summary>With every secret's text changed.</summary>
    internal WebhookConfig WithSecrets(Func<string, string> change) => this with { Github = Github.WithSecrets(change) };

    /// <summary>With masked secrets taken over from an earlier configuration.</summary>
    internal WebhookConfig WithSecretsOf(WebhookConfig earlier) => this with { Github = Github.WithSecretsOf(earlier.Github) };

    internal IEnumerable<(string Path, string Message)> Check(string path) =>
    [
        .. Github.Check($"{path}.github", SecretForm.Text),
        .. Guards.Check($"{path}.guards"), .. Log.Check($"{path}.log"),
    ];
}
