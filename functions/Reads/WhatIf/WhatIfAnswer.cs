using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>What to compute closed epochs with instead of what they were closed with. What is absent stays as it was.</summary>
internal record WhatIfQuestion
{
    /// <summary>All weights of the space, in the form of the configuration's <c>weights</c>.</summary>
    public GraphWeights? Weights { get; set; }

    /// <summary>The parameters of CredRank, in the form of the configuration's <c>credRank</c>.</summary>
    public CredRankConfig? CredRank { get; set; }

    /// <summary>Members of the configuration's <c>distribution</c>.</summary>
    public DistributionQuestion? Distribution { get; set; }

    /// <summary>Whether cred comes out otherwise, and not only what is paid for it.</summary>
    [JsonIgnore]
    public bool ChangesCred => Weights is not null || CredRank is not null;

    /// <summary>A configuration with the change.</summary>
    public SpaceConfig On(SpaceConfig config) => config with
    {
        Weights = Weights ?? config.Weights,
        CredRank = CredRank ?? config.CredRank,
        Distribution = Distribution?.On(config.Distribution) ?? config.Distribution,
    };

    /// <summary>Every fault with its JSON path.</summary>
    /// <param name="decimals">Decimals of the token.</param>
    public IReadOnlyList<Fault> Check(int decimals)
    {
        IEnumerable<(string Path, string Message)> faults =
        [
            .. Weights?.Check("$.weights") ?? [], .. CredRank?.Check("$.credRank") ?? [],
            .. Distribution?.On(new DistributionConfig()).Check("$.distribution", decimals) ?? [],
        ];
        return !ChangesCred && (Distribution is null || Distribution == new DistributionQuestion())
            ? [new Fault("$", "must name weights, credRank or distribution; there is nothing to change otherwise")]
            : [.. faults.Select(fault => new Fault(fault.Path, fault.Message))];
    }
}

/// <summary>How much grain to distribute otherwise, and how. What is absent stays as it was.</summary>
internal sealed record DistributionQuestion
{
    /// <summary>Grain to distribute each epoch, for example <c>"1000"</c>.</summary>
    public string? BudgetPerEpoch { get; set; }

    /// <summary>All policies and their parts of the budget.</summary>
    public IReadOnlyList<PolicyConfig>? Policies { get; set; }

    /// <summary>What becomes of a share that nobody can be paid from.</summary>
    public UnpaidBudget? Unpaid { get; set; }

    /// <summary>What deactivated people get.</summary>
    public DeactivatedPeople? Deactivated { get; set; }

    /// <summary>A distribution with the change.</summary>
    public DistributionConfig On(DistributionConfig config) => config with
    {
        BudgetPerEpoch = BudgetPerEpoch ?? config.BudgetPerEpoch,
        Policies = Policies ?? config.Policies,
        Unpaid = Unpaid ?? config.Unpaid,
        Deactivated = Deactivated ?? config.Deactivated,
    };
}

/// <summary>What to compute all closed epochs with.</summary>
internal sealed record ReplayQuestion : WhatIfQuestion
{
    /// <summary>The first epoch that is computed again; what was paid before it stays as it was. The first of all if absent.</summary>
    public string? From { get; set; }

    /// <summary><c>next</c> of the answer that this one goes on from, to the same question.</summary>
    public string? Continue { get; set; }
}

/// <summary>A closed epoch as it is and as it would have been. Nothing was changed.</summary>
/// <param name="Space">The space.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="TotalCred">All cred there is.</param>
/// <param name="Paid">Grain that the epoch paid, in base units.</param>
/// <param name="Count">How many people there are in all, but for the others.</param>
/// <param name="People">Those with the largest differences of grain, then of cred.</param>
internal sealed record WhatIfAnswer(
    string Space, string Epoch, Compared<double> TotalCred, Compared<GrainAmount> Paid, int Count, IReadOnlyList<PersonCompared> People)
{
    /// <summary>All who want to be shown to nobody; absent if there is nobody.</summary>
    public OthersCompared? Others { get; init; }
}

/// <summary>A value as it is and as it would have been.</summary>
internal sealed record Compared<T>(T Before, T After);

/// <summary>A person as they stand and as they would have stood.</summary>
/// <param name="Contributor">The contributor id.</param>
/// <param name="Name">How they want to be called.</param>
/// <param name="Cred">Their cred over all epochs.</param>
/// <param name="Score">The same relative to the best, who has 1000.</param>
/// <param name="Rank">Their place by cred; 1 is the best, equals share a place; 0 for somebody without cred.</param>
/// <param name="Grain">What the epoch allocates to them, or all epochs that were computed again, in base units.</param>
internal sealed record PersonCompared(
    string Contributor, string Name, Compared<double> Cred, Compared<int> Score, Compared<int> Rank, Compared<GrainAmount> Grain);

/// <summary>How questions are read and answers written; a misspelt name is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WhatIfQuestion))]
[JsonSerializable(typeof(ReplayQuestion))]
[JsonSerializable(typeof(WhatIfAnswer))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(ReplayState))]
internal sealed partial class WhatIfJson : JsonSerializerContext;
