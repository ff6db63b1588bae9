using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>One policy of a distribution. Which kinds take which of the parameters, <see cref="PolicyKind"/> says.</summary>
public sealed record PolicyConfig
{
    private const int RecipientLengthMax = 100;
    private const int MemoLengthMax = 500;
    private const int ExclusionsMax = 1000;

    /// <summary>The name of its kind, such as <c>BALANCED</c>.</summary>
    /// <value>BALANCED, IMMEDIATE, RECENT or SPECIAL</value>
    /// <example>"RECENT"</example>
    public string Type { get; set; } = "";

    /// <summary>Its parts of the budget, at least 1.</summary>
    /// <value>at least 1</value>
    /// <example>80</example>
    public int Parts { get; set; } = 1;

    /// <summary>
    /// Grain that it distributes each epoch instead of parts of the common budget, in whole grain with decimals as the token has them.
    /// </summary>
    /// <value>above 0, with at most as many decimals as the token</value>
    /// <example>"250"</example>
    public string? Budget { get; set; }

    /// <summary>How many of the last epochs count. IMMEDIATE: at least 1. BALANCED: 0 is all of them. The others have none.</summary>
    /// <value>at least 0</value>
    /// <example>4</example>
    public int Lookback { get; set; }

    /// <summary>RECENT: the share of its weight that cred loses with every epoch, 0 to 1.</summary>
    /// <value>0 to 1</value>
    /// <example>0.5</example>
    public double Discount { get; set; }

    /// <summary>RECENT: people who get nothing of it, by any of their addresses.</summary>
    /// <value>at most 1000 addresses of 1 to 100 characters</value>
    /// <example>["bot-owner"]</example>
    public IReadOnlyList<string> Exclusions { get; set; } = [];

    /// <summary>SPECIAL: who gets all of it, by any of their addresses.</summary>
    /// <value>1 to 100 characters</value>
    /// <example>"github/ada"</example>
    public string? Recipient { get; set; }

    /// <summary>SPECIAL: why.</summary>
    /// <value>at most 500 characters</value>
    /// <example>"for the tools"</example>
    public string? Memo { get; set; }

    /// <summary>Its kind; <see langword="null"/> if there is none of that name.</summary>
    internal PolicyKind? Kind => PolicyKind.Find(Type);

    internal PolicyShare ToShare(Func<string, string> resolve, int decimals) =>
        new((Kind ?? throw new InvalidOperationException($"unknown policy '{Type}'")).Make(this, resolve), Parts)
        {
            Budget = Budget is null ? null : GrainNotation.Parse(Budget, decimals),
        };

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Parts < 1) yield return ($"{path}.parts", "must be at least 1");
        if (Kind is null) yield return ($"{path}.type",
            $"must be {PolicyKind.Names("or")}{Nearest.Hint(Type, PolicyKind.All.Select(kind => kind.Name))}");
        if (Kind is { LookbackMin: { } least } && Lookback < least)
            yield return ($"{path}.lookback", $"must be at least {least} for {Type}");
        if (Kind is { LookbackMin: null } && Lookback != 0) yield return ($"{path}.lookback", $"does not go with {Type}");
        foreach (var fault in CheckPeople(path)) yield return fault;
        if (!(Discount is >= 0 and <= 1)) yield return ($"{path}.discount", "must lie between 0 and 1");
    }

    private IEnumerable<(string Path, string Message)> CheckPeople(string path)
    {
        var (takesExclusions, takesRecipient) = (Kind?.TakesExclusions == true, Kind?.TakesRecipient == true);
        if (Exclusions.Count > 0 && !takesExclusions)
            yield return ($"{path}.exclusions", $"goes with {PolicyKind.Names("or", kind => kind.TakesExclusions)} only");
        if (Exclusions.Count > ExclusionsMax) yield return ($"{path}.exclusions", $"must list at most {ExclusionsMax} people");
        foreach (var (index, who) in Exclusions.Index())
            if (!IsAddress(who)) yield return ($"{path}.exclusions[{index}]", $"must have 1 to {RecipientLengthMax} characters");
        var those = PolicyKind.Names("or", kind => kind.TakesRecipient);
        if (takesRecipient && !IsAddress(Recipient))
            yield return ($"{path}.recipient", $"must name whom {Type} pays, in 1 to {RecipientLengthMax} characters");
        if (!takesRecipient && Recipient is not null) yield return ($"{path}.recipient", $"goes with {those} only");
        if (Memo is not null && (!takesRecipient || Memo.Length > MemoLengthMax))
            yield return ($"{path}.memo", $"goes with {those} only, and has at most {MemoLengthMax} characters");
    }

    private static bool IsAddress(string? text) => text is { Length: > 0 and <= RecipientLengthMax };
}
