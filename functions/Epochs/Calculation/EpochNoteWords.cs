using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>A note in words.</summary>
/// <param name="Code">Which note, for programs; see <see cref="EpochNoteCodes"/>.</param>
/// <param name="Text">What it says, for people.</param>
/// <param name="Cure">What can be done about it, for people; absent if nothing needs to be.</param>
internal sealed record EpochNoteAnswer(string Code, string Text, string? Cure);

/// <summary>Puts notes in words.</summary>
internal static class EpochNoteWords
{
    /// <summary>The words of notes.</summary>
    public static IReadOnlyList<EpochNoteAnswer> Say(IEnumerable<EpochNote> notes) => [.. notes.Select(Say)];

    /// <summary>The words of a note.</summary>
    public static EpochNoteAnswer Say(EpochNote note) => note.Code switch
    {
        EpochNoteCodes.NobodyContributed when note.Policy is { } policy => new(note.Code,
            $"Nothing that somebody contributed is dated in this epoch, "
                + $"so {policy} pays nobody; 'distribution.unpaid' says what becomes of "
                + "its share.", null),
        EpochNoteCodes.NobodyContributed => new(note.Code, "Nothing that somebody contributed is dated in this epoch.",
            "Connect a webhook, or import what there is. Epochs that lie before the history need nothing."),
        EpochNoteCodes.MintsNothing => new(note.Code,
            $"All contributions are of kinds that mint no cred: {Kinds(note)}. They give points, and no grain.", WeightCure(note)),
        EpochNoteCodes.KindsWithoutWeight => new(note.Code,
            $"Some contributions are of kinds that have no weight, and so mint no cred: {Kinds(note)}.", WeightCure(note)),
        EpochNoteCodes.CredBelowOne => new(note.Code, "All people together had less than 1 cred, so this epoch paid nothing.",
            "Epochs that begin today pay as soon as there is any cred; what was not paid is in the next budget if 'distribution.unpaid' "
                + "says so."),
        EpochNoteCodes.NoCred => new(note.Code, "What was contributed gives nobody cred, though its kinds have weights.",
            "Look at 'weights': factors ('nodeOverrides') and caps ('mintCaps') of 0, and 'edges' by which no cred comes back to people."),
        EpochNoteCodes.NobodyEligible => new(note.Code, "Nobody may be paid.",
            "Activate people, or register those who take part: with accounting switched off only registered people are paid."),
        EpochNoteCodes.BudgetZero => new(note.Code, "The budget is 0.", "Set 'distribution.budgetPerEpoch'."),
        EpochNoteCodes.TreasuryWithholds => new(note.Code, "The treasury does not cover the whole budget.",
            "Raise 'distribution.treasury.funded', or set 'distribution.treasury.beyond' to Scale, so that what is covered is paid."),
        EpochNoteCodes.PolicyPaysNobody => new(note.Code, $"{note.Policy} pays nobody: {Reason(note.Reason)}.",
            "Look at the policy's lookback, recipient and exclusions in 'distribution.policies'."),
        _ => new(note.Code, note.Code, null),
    };

    private static string Kinds(EpochNote note) => string.Join(", ", (note.Kinds ?? new Dictionary<string, int>())
        .OrderByDescending(kind => kind.Value).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Value} {kind.Key}")));

    private static string WeightCure(EpochNote note) =>
        $"Give the kinds that shall count a weight in the space's configuration, for example "
            + $"'weights.nodes.{First(note)}': 0.5; kinds of your own "
        + "are named in 'types.nodes'.";

    private static string First(EpochNote note) => note.Kinds?.MaxBy(kind => kind.Value).Key ?? "commit";

    private static string Reason(string? reason) => reason switch
    {
        DistributionFault.NoCredInWindow => "those who may be paid have no cred in the time that it looks at",
        DistributionFault.TotalScoreNotPositive => "nobody who may be paid has anything to get by it; they are excluded, have no cred in "
            + "the time that it looks at, or have had their share",
        DistributionFault.RecipientNotActive => "its recipient is unknown or deactivated",
        _ => reason ?? "there is nobody to pay",
    };
}
