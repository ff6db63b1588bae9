using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Senders;

namespace Grain.Functions.Webhooks.Settings;

/// <summary>Who may send webhooks to a space, what is counted of them, and what an event is worth.</summary>
public sealed record WebhookConfig
{
    private const int BotLengthMax = 256;

    /// <summary>GitHub.</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_GITHUB"]}</example>
    public WebhookSource Github { get; set; } = new();

    /// <summary>GitLab: a secret token, or a signing token (<c>whsec_…</c>).</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_GITLAB"]}</example>
    public WebhookSource Gitlab { get; set; } = new();

    /// <summary>Discourse.</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_DISCOURSE"]}</example>
    public WebhookSource Discourse { get; set; } = new();

    /// <summary>
    /// Anybody who signs by Standard Webhooks and speaks Grain's own language. Who holds a secret of it can grant anything.
    /// </summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_STANDARD"]}</example>
    public WebhookSource Standard { get; set; } = new();

    /// <summary>Anybody who sends CloudEvents in Grain's own language. Who holds a secret of it can grant anything.</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_EVENTS"]}</example>
    public WebhookSource Cloudevents { get; set; } = new();

    /// <summary>Forwarders of chat systems.</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_CHAT"]}</example>
    public WebhookSource Chat { get; set; } = new();

    /// <summary>Gitea and Forgejo.</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_GITEA"]}</example>
    public WebhookSource? Gitea { get; set; }

    /// <summary>Points by kind of event, over the defaults (see docs/webhooks.md).</summary>
    /// <value>known kinds, and those that <c>types.events</c> lists; 0 to 1000000000 each</value>
    /// <example>{"github:pull_request.merged":10}</example>
    public SortedDictionary<string, Points> Points { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether bots are recognised like people.</summary>
    /// <example>true</example>
    public bool IncludeBots { get; set; }

    /// <summary>
    /// Logins, names, numbers or addresses of accounts that are bots though their sender does not say so. The case does not matter.
    /// </summary>
    /// <value>at most 10000 accounts</value>
    /// <example>["our-robot"]</example>
    public IReadOnlyList<string> Bots { get; set; } = [];

    /// <summary>Whether commits on any branch count; by default those on the default branch do.</summary>
    /// <example>true</example>
    public bool AllBranches { get; set; }

    /// <summary>What keeps points from being farmed.</summary>
    public GuardConfig Guards { get; set; } = new();

    /// <summary>What is remembered of deliveries, and for how long.</summary>
    public DeliveryLogConfig Log { get; set; } = new();

    /// <summary>What is counted of a delivery that arrives at a moment.</summary>
    internal CountingOptions Counting(DateTimeOffset receivedAt) =>
        new() { IncludeBots = IncludeBots, FurtherBots = Bots, AllBranches = AllBranches, ReceivedAt = receivedAt };

    /// <summary>What a sender is given.</summary>
    internal WebhookSource SourceOf(string sender) => sender switch
    {
        "github" => Github,
        "gitlab" => Gitlab,
        "discourse" => Discourse,
        "standard" => Standard,
        "cloudevents" => Cloudevents,
        "chat" => Chat,
        "gitea" => Gitea,
        _ => null,
    } ?? new();

    /// <summary>The names of one instance of a sender; none if it has none.</summary>
    internal IReadOnlyList<string> HostsOf(string sender) => SourceOf(sender).Hosts ?? [];

    internal IEnumerable<(string Path, string Message)> Check(
        string path, TypesConfig? types = null, WebhookConfig? earlier = null, bool privateWebhooks = false) =>
        ConfigSize.Check(
        [
            ($"{path}.bots", Bots.Count, ConfigSize.NamesMax), ($"{path}.points", Points.Count, ConfigSize.WordsMax),
            .. Guards.Lists($"{path}.guards"),
        ], () => CheckValues(path, earlier, privateWebhooks).Concat(CheckNames(path, types)));

    private IEnumerable<(string Path, string Message)> CheckNames(string path, TypesConfig? types)
    {
        var kinds = WebhookSenders.Kinds.Select(kind => kind.Key).ToArray();
        return
        [
            .. TypesConfig.Unknown($"{path}.points", Points.Keys, kinds, types?.Events, "events"),
            .. TypesConfig.Unknown($"{path}.guards.dailyCaps", Guards.DailyCaps.Keys, TypesConfig.OwnSources, types?.Sources, "sources"),
            .. TypesConfig.Unknown($"{path}.guards.repeatPercent", Guards.RepeatPercent.Keys, [.. kinds, "api"], types?.Events, "events"),
        ];
    }

    private IEnumerable<(string Path, string Message)> CheckValues(string path, WebhookConfig? earlier, bool privateWebhooks)
    {
        foreach (var sender in WebhookSenders.All)
        {
            var (place, source) = ($"{path}.{sender.Name}", SourceOf(sender.Name));
            foreach (var fault in source.Check(place, sender.Secrets, earlier?.SourceOf(sender.Name))) yield return fault;
            if (source.AcceptUnsigned && !sender.MayBeUnsigned)
                yield return ($"{place}.acceptUnsigned", $"can be true for {WebhookSenders.NamesOf(each => each.MayBeUnsigned)} only");
            if (source.Hosts is not null && !sender.HasInstances)
                yield return ($"{place}.hosts", $"can be given for {WebhookSenders.NamesOf(each => each.HasInstances)} only");
            if (source.Reconcile is not { } access) continue;
            if (sender.Hooks is not { } forge)
                yield return ($"{place}.reconcile", $"can be given for {WebhookSenders.NamesOf(each => each.Hooks is not null)} only");
            else foreach (var fault in access.Check(
                $"{place}.reconcile", forge, privateWebhooks, earlier?.SourceOf(sender.Name).Reconcile)) yield return fault;
        }

        foreach (var (key, points) in Points)
            if (points < Ledgers.Grants.Points.Zero || points > Ledgers.Grants.Points.OneMax)
                yield return ($"{path}.points.{key}", $"must lie between 0 and {Ledgers.Grants.Points.OneMax}");
        foreach (var fault in Guards.Check($"{path}.guards").Concat(Log.Check($"{path}.log"))) yield return fault;
        foreach (var (index, bot) in Bots.Index())
            if (bot is not { Length: <= BotLengthMax } || !PersonCheck.IsName(bot))
                yield return ($"{path}.bots[{index}]",
                    $"must be the login, name, number or address of an account, of 1 to {BotLengthMax} characters");
    }
}
