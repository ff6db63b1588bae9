using Grain.Functions.Cred.Graph;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>Finds what people should know of an epoch that paid nobody or did not count what was done. Pure.</summary>
internal static class EpochNotes
{
    /// <summary>What the graph of an epoch tells.</summary>
    /// <param name="graph">The graph that it ranks.</param>
    /// <param name="config">The configuration, the defaults of the epoch's calculation filled in.</param>
    /// <param name="calculation">The version that it is computed in.</param>
    /// <param name="epochs">All epochs up to it. What is dated before the first counts in the first.</param>
    public static IReadOnlyList<EpochNote> Of(
        ContributionGraph graph, SpaceConfig config, int calculation, IReadOnlyList<Epoch> epochs)
    {
        var from = epochs.Count == 1 ? long.MinValue : epochs[^1].Start.ToUnixTimeMilliseconds();
        var until = epochs[^1].End.ToUnixTimeMilliseconds();
        var made = KindsMinting.Made(graph, from, until);
        if (made.Count == 0) return [new EpochNote(EpochNoteCodes.NobodyContributed)];
        var weights = config.Weights with { Defaults = CalculationVersion.DefaultsOf(calculation) };
        return KindsMinting.Note(made, weights, until - 1) is { } note ? [note] : [];
    }

    /// <summary>The same with what the allocation tells.</summary>
    /// <param name="ofGraph">What the graph tells.</param>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="allocation">Who gets how much.</param>
    public static IReadOnlyList<EpochNote> With(IReadOnlyList<EpochNote> ofGraph, CredScores scores, EpochAllocation allocation)
    {
        var isQuiet = ofGraph.Any(note => note.Code == EpochNoteCodes.NobodyContributed);
        var ofAllocation = Of(scores, allocation, isQuiet).Where(note => !IsSaid(note, ofGraph, scores)).Distinct().ToArray();
        // That nobody contributed is only worth a word where it is why somebody was not paid.
        return [.. ofGraph.Where(note => note.Code != EpochNoteCodes.NobodyContributed
            || (allocation.Paid.IsZero && ofAllocation.All(other => other.Code != note.Code))), .. ofAllocation];
    }

    /// <summary>Whether the graph's notes say already why nobody has cred, or that nobody is there.</summary>
    private static bool IsSaid(EpochNote note, IReadOnlyList<EpochNote> ofGraph, CredScores scores) =>
        ofGraph.Count > 0 && !(scores.TotalMint > 0) && (note.Code == EpochNoteCodes.NoCred
            || (note.Code == EpochNoteCodes.NobodyEligible && scores.Participants.Count == 0));

    /// <summary>As they are stored.</summary>
    public static string Write(IReadOnlyList<EpochNote> notes) =>
        JsonSerializer.Serialize(notes, EpochNoteJson.Default.IReadOnlyListEpochNote);

    /// <summary>As they were stored.</summary>
    public static IReadOnlyList<EpochNote> Read(string? text) =>
        text is null ? [] : JsonSerializer.Deserialize(text, EpochNoteJson.Default.IReadOnlyListEpochNote) ?? [];

    private static IEnumerable<EpochNote> Of(CredScores scores, EpochAllocation allocation, bool isQuiet)
    {
        if (allocation.Budget.IsZero)
        {
            yield return new EpochNote(EpochNoteCodes.BudgetZero);
            yield break;
        }

        if (!allocation.Withheld.IsZero) yield return new EpochNote(EpochNoteCodes.TreasuryWithholds);
        foreach (var policy in allocation.Policies)
        {
            if (policy.NothingToPay is not { } reason || policy.Budget.IsZero) continue;
            yield return reason switch
            {
                DistributionFault.NoActiveIdentity => new EpochNote(EpochNoteCodes.NobodyEligible),
                DistributionFault.TotalCredBelowOne when !scores.Participants.Any(each => each.Cred > 0) =>
                    new EpochNote(EpochNoteCodes.NoCred),
                DistributionFault.TotalCredBelowOne => new EpochNote(EpochNoteCodes.CredBelowOne),
                DistributionFault.TotalScoreNotPositive or DistributionFault.NoCredInWindow when isQuiet =>
                    new EpochNote(EpochNoteCodes.NobodyContributed, Policy: policy.Policy),
                _ => new EpochNote(EpochNoteCodes.PolicyPaysNobody, Policy: policy.Policy, Reason: reason),
            };
        }
    }
}
