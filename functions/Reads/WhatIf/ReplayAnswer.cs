using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>All closed epochs as they are and as they would have been, one after the other. Nothing was changed.</summary>
/// <param name="Space">The space.</param>
/// <param name="From">The first epoch that was computed again.</param>
/// <param name="To">The last one so far.</param>
/// <param name="EpochsDone">How many, with those of earlier answers that this one continues.</param>
/// <param name="EpochsLeft">How many are still to be computed: ask again with <paramref name="Next"/>.</param>
/// <param name="TotalCred">All cred there is, as of the last one.</param>
/// <param name="Paid">Grain that these epochs paid in all, in base units.</param>
/// <param name="Count">How many people there are in all, but for the others.</param>
/// <param name="Gaining">How many of them would have got more grain.</param>
/// <param name="Losing">How many would have got less.</param>
/// <param name="People">Those with the largest differences of grain over all these epochs, then of cred.</param>
/// <param name="Epochs">The epochs of this answer, oldest first.</param>
/// <param name="Next">What <c>continue</c> takes to go on; absent when all is done.</param>
internal sealed record ReplayAnswer(
    string Space, string From, string To, int EpochsDone, int EpochsLeft, Compared<double> TotalCred, Compared<GrainAmount> Paid, int Count,
    int Gaining, int Losing, IReadOnlyList<PersonCompared> People, IReadOnlyList<EpochReplayed> Epochs, string? Next)
{
    /// <summary>All who want to be shown to nobody; absent if there is nobody.</summary>
    public OthersCompared? Others { get; init; }
}

/// <summary>One of the epochs.</summary>
/// <param name="Epoch">Its id.</param>
/// <param name="TotalCred">All cred there is, as of it.</param>
/// <param name="Paid">Grain that it paid, in base units.</param>
/// <param name="People">Those with the largest differences in it, as many as were asked for.</param>
internal sealed record EpochReplayed(
    string Epoch, Compared<double> TotalCred, Compared<GrainAmount> Paid, IReadOnlyList<PersonCompared> People)
{
    public static EpochReplayed Of(TriedEpoch tried, int people, Faces faces) => new(
        tried.Run.Epoch.Id, new(tried.Before.Scores.TotalMint, tried.After.Scores.TotalMint),
        new(tried.Before.Allocation.Paid, tried.After.Allocation.Paid),
        people == 0 ? [] : [.. ShownOutcome.Of(Outcome.Compare(tried.Before, tried.After), faces).People.Take(people)]);
}
