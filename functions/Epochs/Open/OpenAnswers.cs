using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;

namespace Grain.Functions.Epochs.Open;

/// <summary>The epoch that is not closed yet, as if it were closed now. Nothing of it is paid.</summary>
/// <param name="Epoch">Its id.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ends.</param>
/// <param name="AsOf">When it was worked out: everything counted before that is in it.</param>
/// <param name="TotalCred">All cred there is.</param>
/// <param name="Participants">How many people there are.</param>
/// <param name="Contributions">How many contributions took part.</param>
/// <param name="Edges">How many connections took part.</param>
/// <param name="WouldPay">What would be paid.</param>
/// <param name="Notes">Why it would pay nobody or less than its budget, or does not count what was done, and what can be done about
/// it.</param>
internal sealed record OpenEpochAnswer(
    string Epoch, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset AsOf, double TotalCred, int Participants, int Contributions,
    int Edges, EpochAmounts WouldPay, IReadOnlyList<EpochNoteAnswer> Notes)
{
    public static OpenEpochAnswer Of(OpenScores open) => new(
        open.Run.Epoch.Id, open.Run.Epoch.Start, open.Run.Epoch.End, open.Run.StageAt, open.Scores.TotalMint,
        open.Scores.Participants.Count, open.Scores.Contributions, open.Scores.Edges, EpochAmounts.Of(open.Allocation),
        EpochNoteWords.Say(EpochNotes.Read(open.Run.Notes)));
}

/// <summary>What became of ranking the open epoch again.</summary>
/// <param name="Success">Whether it is ranked.</param>
/// <param name="Scores">How many people have a score.</param>
/// <param name="GrainUnits">What would be paid if the epoch were closed now, in base units; <c>grain</c> is the same in grain.</param>
/// <param name="Error">Why it is not ranked.</param>
/// <param name="Changed">Whether anything came since it was ranked last.</param>
/// <param name="Epoch">The open epoch.</param>
internal sealed record RecomputedAnswer(
    bool Success, int Scores, GrainAmount GrainUnits, string? Error, bool? Changed, OpenEpochAnswer? Epoch)
{
    public static RecomputedAnswer Failed(string reason) => new(false, 0, GrainAmount.Zero, reason, null, null);

    public static RecomputedAnswer Of(OpenScores open, bool isNew) =>
        new(true, open.Scores.Participants.Count, open.Allocation.Paid, null, isNew, OpenEpochAnswer.Of(open));
}

/// <summary>How open epochs are told.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OpenEpochAnswer))]
[JsonSerializable(typeof(RecomputedAnswer))]
internal sealed partial class OpenEpochJson : JsonSerializerContext;
