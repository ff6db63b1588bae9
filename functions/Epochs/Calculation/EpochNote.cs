namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// Why an epoch paid nobody, or not all of its budget, or did not count what was done. Stored with its run, beside the statement: it tells
/// and decides nothing.
/// </summary>
/// <param name="Code">Which note; one of <see cref="EpochNoteCodes"/>. Stable.</param>
/// <param name="Kinds">How many contributions of which kinds it is about; those with most.</param>
/// <param name="Policy">The policy that it is about.</param>
/// <param name="Reason">Why that policy paid nobody: a kind of <c>DistributionFault</c>.</param>
public sealed record EpochNote(
    string Code, IReadOnlyDictionary<string, int>? Kinds = null, string? Policy = null, string? Reason = null);

/// <summary>The codes of notes, for programs. Later versions may have more.</summary>
public static class EpochNoteCodes
{
    /// <summary>Nobody contributed anything that is dated in the epoch, so it paid nobody, or one of its policies did not.</summary>
    public const string NobodyContributed = "nobody-contributed";

    /// <summary>All that was contributed is of kinds that mint nothing.</summary>
    public const string MintsNothing = "contributions-mint-nothing";

    /// <summary>Some of what was contributed is of kinds that neither Grain nor the space gives a weight.</summary>
    public const string KindsWithoutWeight = "kinds-without-weight";

    /// <summary>There was less than 1 cred in all; of epochs before calculation 4.</summary>
    public const string CredBelowOne = "cred-below-one";

    /// <summary>There is no cred at all, though kinds have weights: factors or caps are 0, or no cred finds a way to a person.</summary>
    public const string NoCred = "no-cred";

    /// <summary>Nobody may be paid: all are deactivated, or nobody is registered where only registered people are paid.</summary>
    public const string NobodyEligible = "nobody-eligible";

    /// <summary>The budget is 0.</summary>
    public const string BudgetZero = "budget-zero";

    /// <summary>The treasury does not cover the budget.</summary>
    public const string TreasuryWithholds = "treasury-withholds";

    /// <summary>A policy found nobody to pay its share to.</summary>
    public const string PolicyPaysNobody = "policy-pays-nobody";
}

/// <summary>How notes are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<EpochNote>))]
internal sealed partial class EpochNoteJson : JsonSerializerContext;
