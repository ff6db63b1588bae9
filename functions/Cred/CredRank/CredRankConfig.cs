namespace Grain.Functions.Cred.CredRank;

/// <summary>The four parameters of CredRank: shares of the flow, each in [0, 1], together at most 1.</summary>
public sealed record CredRankConfig
{
    /// <summary>Returns to the seed from every node.</summary>
    /// <value>0 to 1</value>
    /// <example>0.15</example>
    public double Alpha { get; set; } = 0.1;

    /// <summary>Is paid out as the participant's cred.</summary>
    /// <value>above 0, at most 1</value>
    /// <example>0.35</example>
    public double Beta { get; set; } = 0.4;

    /// <summary>Moves to the participant's next epoch.</summary>
    /// <value>0 to 1</value>
    /// <example>0.05</example>
    public double GammaForward { get; set; } = 0.1;

    /// <summary>Moves to the participant's previous epoch.</summary>
    /// <value>0 to 1</value>
    /// <example>0.05</example>
    public double GammaBackward { get; set; } = 0.1;

    internal CredRankParameters ToParameters() => new(Alpha, Beta, GammaForward, GammaBackward);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var (name, value) in new[] { ("alpha", Alpha), ("beta", Beta), ("gammaForward", GammaForward),
            ("gammaBackward", GammaBackward) })
            if (!(value is >= 0 and <= 1)) yield return ($"{path}.{name}", "must lie between 0 and 1");
        if (Beta == 0) yield return ($"{path}.beta", "must be above 0: it is the share that becomes cred");
        if (1 - (Alpha + Beta + GammaForward + GammaBackward) < 0) yield return (path, "the four parameters must not exceed 1 together");
        else if (!ToParameters().LeavesEpochs) yield return (path, "gammaForward and gammaBackward must be below 1 together");
    }
}
