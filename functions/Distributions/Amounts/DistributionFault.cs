using System.Collections.Frozen;

namespace Grain.Functions.Distributions.Amounts;

/// <summary>Kinds of faults of a distribution, as programs outside see them.</summary>
public static class DistributionFault
{
    /// <summary>The discount of RECENT lies outside of 0 to 1.</summary>
    public const string DiscountOutOfRange = "discount-out-of-range";

    /// <summary>A budget is below 0.</summary>
    public const string NegativeBudget = "negative-budget";

    /// <summary>No participant is active.</summary>
    public const string NoActiveIdentity = "no-active-identity";

    /// <summary>All participants together, active or not, have too little cred over all intervals: less than 1, or none at all where
    /// any cred is paid for.</summary>
    public const string TotalCredBelowOne = "total-cred-below-one";

    /// <summary>The lookback of IMMEDIATE is below 1.</summary>
    public const string LookbackBelowOne = "lookback-below-one";

    /// <summary>The lookback of BALANCED is below 0.</summary>
    public const string LookbackBelowZero = "lookback-below-zero";

    /// <summary>A lookback is no whole number (possible only where it is read from text).</summary>
    public const string LookbackNotInteger = "lookback-not-integer";

    /// <summary>BALANCED: the active participants have no cred in the window.</summary>
    public const string NoCredInWindow = "no-cred-in-window";

    /// <summary>There is nothing to split by: all scores are 0.</summary>
    public const string TotalScoreNotPositive = "total-score-not-positive";

    /// <summary>SPECIAL: the recipient is unknown or inactive.</summary>
    public const string RecipientNotActive = "recipient-not-active";

    /// <summary>A budget cannot be split by a negative score.</summary>
    public const string NegativeScore = "negative-score";

    /// <summary>A budget cannot be split by scores that are no numbers, or whose sum is none.</summary>
    public const string ScoresNotFinite = "scores-not-finite";

    /// <summary>An amount cannot be multiplied by infinity, or beyond the largest double.</summary>
    public const string FactorNotFinite = "factor-not-finite";

    /// <summary>A plan has no policy, or a policy without a part of the budget.</summary>
    public const string PlanNotValid = "plan-not-valid";

    /// <summary>A file is not what it should be; the message names the place.</summary>
    public const string MalformedInput = "malformed-input";

    /// <summary>A file cannot be read.</summary>
    public const string FileNotReadable = "file-not-readable";

    /// <summary>An amount exceeds what <see cref="GrainAmount"/> can hold.</summary>
    public const string AmountOutOfRange = "amount-out-of-range";

    private static readonly FrozenSet<string> NothingToPayKinds =
        FrozenSet.Create(NoActiveIdentity, TotalCredBelowOne, NoCredInWindow, TotalScoreNotPositive, RecipientNotActive);

    /// <summary>
    /// Whether the kind says that there is nobody to pay at present, which an epoch takes as an ordinary outcome
    /// (the others are mistakes of the caller or of the configuration).
    /// </summary>
    internal static bool IsNothingToPay(string kind) => NothingToPayKinds.Contains(kind);
}
