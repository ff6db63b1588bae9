using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Distributions;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Spaces;

/// <summary>
/// All that a community decides about its space. Every part has a default, so <c>{}</c> is a complete configuration. A
/// change makes a new version; an epoch keeps the version it began with.
/// </summary>
/// <remarks>Settable, because a reader generated at build time keeps the defaults of settable properties only; treat as
/// read-only.</remarks>
public sealed record SpaceConfig
{
    /// <summary>What people call the community; the space's name if absent.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Whether epochs are run. Grants are taken either way.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long an epoch is and when the first one begins.</summary>
    public EpochSchedule Epochs { get; set; } = new();

    /// <summary>The token.</summary>
    public TokenConfig Token { get; set; } = new();

    /// <summary>How much grain an epoch distributes, and by which policies.</summary>
    public DistributionConfig Distribution { get; set; } = new();

    /// <summary>The parameters of CredRank.</summary>
    public CredRankConfig CredRank { get; set; } = new();

    /// <summary>What kinds of contributions and connections are worth in the graph.</summary>
    public GraphWeights Weights { get; set; } = new();

    /// <summary>Who may send webhooks, and what an event is worth in points.</summary>
    public WebhookConfig Webhooks { get; set; } = new();

    /// <summary>The tiers that contributors reach with points, in any order; none by default.</summary>
    public IReadOnlyList<Tier> Tiers { get; set; } = [];

    /// <summary>
    /// The community comes from scores that are recomputed from buckets (<c>POST …/scores/{contributor}/contribute</c>), and lets
    /// the ledger run in their shadow: unless <see cref="Leaderboard"/> says otherwise, people see the recomputed totals.
    /// </summary>
    public bool Shadow { get; set; }

    /// <summary>
    /// Which totals people see; can be flipped and flipped back at any time. Default: <c>recompute</c> in shadow mode, else <c>ledger</c>.
    /// </summary>
    public LeaderboardModel? Leaderboard { get; set; }

    /// <summary>Which totals people see, the default filled in.</summary>
    internal LeaderboardModel VisibleModel => Leaderboard ?? (Shadow ? LeaderboardModel.Recompute : LeaderboardModel.Ledger);

    /// <summary>How task credits are reckoned.</summary>
    public CreditsConfig Credits { get; set; } = new();

    /// <summary>How activity is shown: streaks, achievements and the like.</summary>
    public ActivityConfig Activity { get; set; } = new();

    /// <summary>The same with every secret masked, to be shown; references to settings are no secrets.</summary>
    public SpaceConfig WithoutSecrets() => WithSecrets(text => SpaceSecrets.IsReference(text) ? text : SpaceSecrets.Masked);

    /// <summary>The same with every secret changed.</summary>
    internal SpaceConfig WithSecrets(Func<string, string> change) =>
        this with { Webhooks = Webhooks.WithSecrets(change), Credits = Credits.WithSecrets(change) };

    /// <summary>The same with masked secrets taken over from an earlier configuration.</summary>
    public SpaceConfig WithSecretsOf(SpaceConfig earlier) => this with
    {
        Webhooks = Webhooks.WithSecretsOf(earlier.Webhooks),
        Credits = Credits.WithSecretsOf(earlier.Credits),
    };

    /// <summary>Checks what types alone cannot: ranges and sums.</summary>
    /// <param name="privateWebhooks">Whether the app may post events to private networks.</param>
    /// <param name="earlier">What it replaces: a secret that stands there was taken when it was given, whatever is asked of new
    /// ones.</param>
    /// <returns>The faults, each with the JSON path of the value.</returns>
    public IReadOnlyList<Fault> Check(bool privateWebhooks = true, SpaceConfig? earlier = null)
    {
        // Lists that are too long are not gone through: some are compared element by element.
        IEnumerable<(string Path, string Message)> faults = ConfigSizes.Check(this).ToArray() is { Length: > 0 } sizes ? sizes :
        [
            .. Epochs.Check("$.epochs"), .. Token.Check("$.token"), .. Distribution.Check("$.distribution", Token.Decimals),
            .. CredRank.Check("$.credRank"), .. Weights.Check("$.weights"), .. Webhooks.Check("$.webhooks", earlier?.Webhooks),
            .. Ledgers.Grants.Tiers.Check(Tiers, "$.tiers"),
            .. Credits.Check("$.credits", privateWebhooks, earlier?.Credits.Webhook), .. Activity.Check("$.activity"),
        ];
        return FaultList.Of(faults.Select(fault => new Fault(fault.Path, fault.Message)));
    }
}

/// <summary>The two models of scores that can stand side by side.</summary>
[JsonConverter(typeof(LeaderboardModelJsonConverter))]
public enum LeaderboardModel
{
    /// <summary>Running totals of the append-only ledger of grants.</summary>
    Ledger,

    /// <summary>The sum of the buckets that <c>contribute</c> overwrites.</summary>
    Recompute,
}

/// <summary>As people write it: <c>ledger</c>, <c>recompute</c>.</summary>
internal sealed class LeaderboardModelJsonConverter()
    : JsonStringEnumConverter<LeaderboardModel>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>The four parameters of CredRank: shares of the flow, each in [0, 1], together at most 1.</summary>
public sealed record CredRankConfig
{
    /// <summary>Returns to the seed from every node.</summary>
    public double Alpha { get; set; } = 0.1;

    /// <summary>Is paid out as the participant's cred.</summary>
    public double Beta { get; set; } = 0.4;

    /// <summary>Moves to the participant's next epoch.</summary>
    public double GammaForward { get; set; } = 0.1;

    /// <summary>Moves to the participant's previous epoch.</summary>
    public double GammaBackward { get; set; } = 0.1;

    internal CredRankParameters ToParameters() => new(Alpha, Beta, GammaForward, GammaBackward);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var (name, value) in new[] { ("alpha", Alpha), ("beta", Beta), ("gammaForward", GammaForward),
            ("gammaBackward", GammaBackward) })
            if (!(value is >= 0 and <= 1)) yield return ($"{path}.{name}", "must lie between 0 and 1");
        if (Beta == 0) yield return ($"{path}.beta", "must be above 0: it is the share that becomes cred");
        if (1 - (Alpha + Beta + GammaForward + GammaBackward) < 0) yield return (path, "the four parameters must not exceed 1 together");
    }
}
