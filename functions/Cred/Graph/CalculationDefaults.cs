using System.Diagnostics.CodeAnalysis;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// All that a calculation takes where nobody says otherwise. Each version of <see cref="CalculationVersion"/> has its own, so that another
/// default never moves an epoch that is closed.
/// </summary>
internal sealed record CalculationDefaults
{
    /// <summary>
    /// What each type mints if the space says nothing. A grant known by points alone mints its points. Types that are not
    /// listed mint nothing until a space gives them a weight.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Mints { get; init; }

    /// <summary>What of the commits mints that the space gives no weight of their own; absent if there is no rule.</summary>
    public CommitRule? Commits { get; init; }

    /// <summary>How each type of edge conducts if the space says nothing. Types that are not listed conduct nothing.</summary>
    /// <remarks>
    /// Forward is the way of the sentence: a comment comments on an issue. A contribution gives its cred mostly back to its
    /// authors; a comment or review passes some on to what it is about; a person's reaction or star sends some of the person's
    /// own flow on to what they value.
    /// </remarks>
    public required IReadOnlyDictionary<string, EdgeWeight> Edges { get; init; }

    /// <summary>When CredRank ends. From version 6 on it bounds the error; before, the largest change in one step.</summary>
    public required double Threshold { get; init; }

    /// <summary>CredRank ends after this many steps in any case.</summary>
    public required int IterationsMax { get; init; }

    /// <summary>Below this share of a participant's cred an epoch is not kept by itself.</summary>
    public required double NegligibleShare { get; init; }

    /// <summary>Below this much cred in all, nothing is paid; nor without any cred.</summary>
    public required double TotalCredMin { get; init; }

    /// <summary>What a configuration is read as where it says nothing.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public required string Config { get; init; }

    /// <summary>What a configuration that has such a member is read as where the member, or one of its list, says nothing.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public required string Named { get; init; }

    /// <summary>Those of version 1. Version 2 has the same.</summary>
    public static CalculationDefaults First { get; } = new()
    {
        Mints = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [NodeTypes.Pull] = 4,
            [NodeTypes.Release] = 2,
            [NodeTypes.Review] = 1,
            [NodeTypes.Issue] = 1,
            [NodeTypes.Discussion] = 1,
            [NodeTypes.Advisory] = 1,
            [NodeTypes.Comment] = 0.5,
            [NodeTypes.ReviewComment] = 0.5,
            [NodeTypes.WikiPage] = 0.5,
            [NodeTypes.Task] = 1,
            [NodeTypes.Grant] = 1,
        },
        Edges = new Dictionary<string, EdgeWeight>(StringComparer.Ordinal)
        {
            [EdgeTypes.Authors] = new() { Forward = 0.5, Backward = 1 },
            [EdgeTypes.Reviews] = new() { Forward = 1, Backward = 0.25 },
            [EdgeTypes.CommentsOn] = new() { Forward = 0.25, Backward = 0.125 },
            [EdgeTypes.RepliesTo] = new() { Forward = 0.25, Backward = 0.0625 },
            [EdgeTypes.Answers] = new() { Forward = 0.5, Backward = 1 },
            [EdgeTypes.References] = new() { Forward = 0.5, Backward = 0.0625 },
            [EdgeTypes.Merges] = new() { Forward = 0.25, Backward = 0.25 },
            [EdgeTypes.MergedAs] = new() { Forward = 1, Backward = 0.5 },
            [EdgeTypes.PartOf] = new() { Forward = 0.125, Backward = 0.03125 },
            [EdgeTypes.ReactsTo] = new() { Forward = 0.5, Backward = 0.03125 },
            [EdgeTypes.Stars] = new() { Forward = 0.0625, Backward = 0 },
            [EdgeTypes.Forks] = new() { Forward = 0.0625, Backward = 0 },
            [EdgeTypes.DependsOn] = new() { Forward = 1, Backward = 0 },
            [EdgeTypes.Requests] = new() { Forward = 0.25, Backward = 0.25 },
            [EdgeTypes.Supports] = new() { Forward = 0.5, Backward = 0 },
        },
        // Tight, because money depends on the result: at the usual 1e-7 the largest scores are off in the fifth digit.
        Threshold = 1e-11,
        IterationsMax = 1000,
        NegligibleShare = 1e-6,
        TotalCredMin = 1,
        Config =
            """
            {
              "token": { "decimals": 18 },
              "credRank": { "alpha": 0.1, "beta": 0.4, "gammaForward": 0.1, "gammaBackward": 0.1 },
              "weights": { "changes": [], "nodes": {}, "edges": {}, "nodeOverrides": {}, "mintCaps": {} },
              "distribution": {
                "budgetPerEpoch": "1000",
                "policies": [
                  { "type": "BALANCED", "parts": 80, "lookback": 0, "discount": 0, "exclusions": [] },
                  { "type": "IMMEDIATE", "parts": 20, "lookback": 1, "discount": 0, "exclusions": [] }
                ],
                "unpaid": "CarryOver",
                "deactivated": "Skip"
              }
            }
            """,
        Named =
            """
            {
              "policies": { "type": "", "parts": 1, "lookback": 0, "discount": 0, "exclusions": [] },
              "treasury": { "funded": "0", "beyond": "Refuse" }
            }
            """,
    };

    /// <summary>
    /// Those of version 3: the history of a repository counts by itself. A day on which somebody commits is worth half a pull request at
    /// most, and a pull request is not counted again by its commits.
    /// </summary>
    public static CalculationDefaults Third { get; } = First with
    {
        Mints = new Dictionary<string, double>(First.Mints, StringComparer.Ordinal) { [NodeTypes.Commit] = 0.5 },
        Commits = new CommitRule(DayMax: 2),
    };

    /// <summary>
    /// Those of version 4: whatever mints is paid for. A least sum of cred would keep small communities waiting for ever, and where a sum
    /// just reaches it the rounding of doubles would decide. Version 5 has the same.
    /// </summary>
    public static CalculationDefaults Fourth { get; } = Third with { TotalCredMin = 0 };

    /// <summary>Those of version 6: at most so much of all cred lies with the wrong people.</summary>
    public static CalculationDefaults Sixth { get; } = Fourth with { Threshold = 1e-9 };
}
