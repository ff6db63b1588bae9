namespace Grain.Functions.Tests.Fixtures;

internal sealed partial class FixtureRecipe
{
    /// <summary>What GitHub, GitLab and Discourse share with the spaces.</summary>
    public const string Secret = "a-secret-of-the-fixture";

    /// <summary>A key of Standard Webhooks.</summary>
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string GardenConfig =
        $$$"""
        {"displayName":"The garden","epochs":{"lengthDays":7,"first":"2026-10-19T00:00:00Z"},
         "token":{"symbol":"SEED","name":"Seed","decimals":18,"icon":"🌱"},
         "distribution":{"budgetPerEpoch":"1000.5","unpaid":"CarryOver","treasury":{"funded":"50000","beyond":"Scale"},
           "policies":[{"type":"BALANCED","parts":60,"lookback":0},{"type":"IMMEDIATE","parts":20,"lookback":1},
                       {"type":"RECENT","parts":15,"discount":0.5,"exclusions":["max"]},{"type":"SPECIAL","parts":5,"recipient":"ada","memo":"for the tools"}]},
         "credRank":{"alpha":0.15,"beta":0.4,"gammaForward":0.1,"gammaBackward":0.1},
         "weights":{"nodes":{"post":2,"message":0.1,"thanks":0.5},"edges":{"mentors":{"forward":0.5,"backward":0.25}},"nodeOverrides":{"post/1":3},"mintCaps":{"forum":25}},
         "tiers":[{"name":"silver","from":10},{"name":"gold","from":100}],
         "webhooks":{"github":{"secrets":["{{{Secret}}}"]},"gitlab":{"secrets":["{{{Secret}}}"]},"discourse":{"secrets":["{{{Secret}}}"]},
           "standard":{"secrets":[{"secret":"{{{Key}}}","notAfter":"2027-01-01T00:00:00Z"},"env:GRAIN_SECRET_STANDARD"]},"cloudevents":{"secrets":["{{{Key}}}"]},"chat":{"secrets":["{{{Key}}}"]},
           "points":{"github:pull_request.merged":10,"chat:message.created":0.25},"bots":["our-robot"],
           "guards":{"dailyCaps":{"chat":2},"repeatPercent":{"chat:reaction.added":50},"holdNewcomers":true}},
         "credits":{"taskTypeMultipliers":{"compute":2.5},"priorityMultipliers":{"high":1.75},"initialCredits":10,"overdraft":"refuse","minimumBalance":1,
           "acceptUnsignedExports":true,"contributions":{"enabled":true,"workerPoints":0.5}},
         "activity":{"streaks":{"freezeEveryDays":7,"repairsPer30Days":1},
           "achievements":[{"id":"harvest","title":"Harvest","description":"Five contributions","icon":"🧺","category":"community","when":{"contributions":5}}]}}
        """;

    private const string HedgeConfig =
        $$$"""
        {"displayName":"The hedge","shadow":true,"epochs":{"lengthDays":1,"first":"2026-11-14T23:00:00Z","timeZone":"Europe/Vienna"},
         "webhooks":{"github":{"secrets":["{{{Secret}}}"]},"log":{"payloads":true,"days":60}},
         "credits":{"mode":"transfer","escrowHours":72,"initialCredits":20,"webhook":{"url":"http://127.0.0.1:9/hook","secrets":["{{{Key}}}"]} }}
        """;

    private const string PondConfig =
        """{"epochs":{"lengthDays":7,"first":"2026-10-19T00:00:00Z"},"distribution":{"budgetPerEpoch":"100","policies":[{"type":"IMMEDIATE","parts":1,"lookback":1}],"unpaid":"Lapse","deactivated":"Accrue"}}""";
}
