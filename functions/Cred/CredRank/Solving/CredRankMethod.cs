namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>How the flow is found, and with it what <see cref="CredRankOptions.Threshold"/> bounds. A closed set.</summary>
public enum CredRankMethod
{
    /// <summary>
    /// Each sweep computes the contributions of a stage from those that earlier stages have just computed. The threshold bounds the error:
    /// the share of all cred that may lie with the wrong people.
    /// </summary>
    GaussSeidel,

    /// <summary>
    /// Each sweep computes all contributions from those of the sweep before. The threshold bounds the largest change of a node's share of
    /// the whole flow, which says little of the error. What calculation versions 1 to 5 use.
    /// </summary>
    Power,
}

/// <summary>What methods are called in files.</summary>
internal static class CredRankMethodNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, CredRankMethod> All { get; } = new Dictionary<string, CredRankMethod>(StringComparer.Ordinal)
    {
        ["gauss-seidel"] = CredRankMethod.GaussSeidel,
        ["power"] = CredRankMethod.Power,
    };

    /// <summary>The name of one.</summary>
    public static string Of(CredRankMethod method) => All.First(each => each.Value == method).Key;
}
