using Grain.Functions.Cred.CredRank;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>What to compute a closed epoch with instead of what it was closed with. What is absent stays as it was.</summary>
internal sealed record WhatIfQuestion
{
    /// <summary>All weights of the space, in the form of the configuration's <c>weights</c>.</summary>
    public GraphWeights? Weights { get; set; }

    /// <summary>The parameters of CredRank, in the form of the configuration's <c>credRank</c>.</summary>
    public CredRankConfig? CredRank { get; set; }

    /// <summary>Every fault with its JSON path.</summary>
    public IReadOnlyList<Fault> Check()
    {
        IEnumerable<(string Path, string Message)> faults = [.. Weights?.Check("$.weights") ?? [], .. CredRank?.Check("$.credRank") ?? []];
        return Weights is null && CredRank is null
            ? [new Fault("$", "must name weights or credRank or both; there is nothing to change otherwise")]
            : [.. faults.Select(fault => new Fault(fault.Path, fault.Message))];
    }
}

/// <summary>A closed epoch as it is and as it would have been. Nothing was changed.</summary>
/// <param name="Space">The space.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="TotalCred">All cred there is.</param>
/// <param name="Paid">Grain that the epoch paid, in base units.</param>
/// <param name="Count">How many people there are in all.</param>
/// <param name="People">Those with the largest differences of grain, then of cred.</param>
internal sealed record WhatIfAnswer(
    string Space, string Epoch, Compared<double> TotalCred, Compared<GrainAmount> Paid, int Count, IReadOnlyList<PersonCompared> People);

/// <summary>A value as it is and as it would have been.</summary>
internal sealed record Compared<T>(T Before, T After);

/// <summary>A person as they stand and as they would have stood.</summary>
/// <param name="Contributor">The contributor id.</param>
/// <param name="Name">How they want to be called.</param>
/// <param name="Cred">Their cred over all epochs.</param>
/// <param name="Score">The same relative to the best, who has 1000.</param>
/// <param name="Rank">Their place by cred; 1 is the best, equals share a place.</param>
/// <param name="Grain">What the epoch allocates to them, in base units.</param>
internal sealed record PersonCompared(
    string Contributor, string Name, Compared<double> Cred, Compared<int> Score, Compared<int> Rank, Compared<GrainAmount> Grain);

/// <summary>How questions are read and answers written; a misspelt name is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WhatIfQuestion))]
[JsonSerializable(typeof(WhatIfAnswer))]
internal sealed partial class WhatIfJson : JsonSerializerContext;
