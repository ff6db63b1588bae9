using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>An epoch as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Stage">How far its run has come.</param>
/// <param name="Attempts">How often the run was claimed.</param>
/// <param name="StartedAt">When it was claimed first.</param>
/// <param name="StageAt">When it made progress last.</param>
/// <param name="ClosedAt">When it was closed.</param>
/// <param name="PaymentsMade">How many accounts are paid.</param>
/// <param name="Error">Why the last attempt failed, if it did for a reason that does not pass by itself; or that it was cancelled.</param>
/// <param name="NextAttemptAt">With an error: when it is tried again by itself, if the space is switched on. <c>POST …/epochs</c> tries at
/// once.</param>
/// <param name="Statement">SHA-256 of its statement.</param>
/// <param name="Notes">Why it paid nobody or less than its budget, or did not count what was done, and what can be done about it; empty
/// when there is nothing to say. In a list it is absent for early epochs that an earlier version closed.</param>
internal sealed record EpochAnswer(
    string Id, DateTimeOffset Start, DateTimeOffset End, string Stage, int Attempts, DateTimeOffset StartedAt,
    DateTimeOffset StageAt, DateTimeOffset? ClosedAt, int PaymentsMade, string? Error, DateTimeOffset? NextAttemptAt, string? Statement,
    IReadOnlyList<EpochNoteAnswer>? Notes)
{
    /// <summary>What it hands out, once that is decided; of one epoch only, not in the list.</summary>
    public EpochAmounts? Amounts { get; init; }

    /// <summary>What it pays in sums, once that is decided; in the list only, and there absent for early epochs that an earlier version
    /// closed.</summary>
    public EpochTotals? Totals { get; init; }

    /// <summary>What everybody may see of it in a public space: not why it failed, which is the operator's.</summary>
    public EpochAnswer For(Caller caller) => caller.May(Role.Reader) ? this : this with { Error = null };

    public static EpochAnswer Of(EpochRun run, IReadOnlyList<EpochNote>? notes) => new(
        run.Epoch.Id, run.Epoch.Start, run.Epoch.End, run.Stage.ToString(), run.Attempts, run.StartedAt,
        run.StageAt, run.ClosedAt, run.PaymentsMade, run.Error,
        run is { Error: not null, Stage: not EpochStage.Closed } ? run.LeaseUntil : null, run.Statement?.Hash,
        notes is null ? null : EpochNoteWords.Say(notes));
}

/// <summary>All epochs of a space.</summary>
/// <param name="Space">The space.</param>
/// <param name="Supply">All grain there is, in base units.</param>
/// <param name="Due">The oldest epoch that has ended and is not closed, if there is one.</param>
/// <param name="Remaining">How many have ended and are not closed.</param>
/// <param name="Running">The one that somebody is at work on now, or will be in a moment, since the one before was closed just now.</param>
/// <param name="NextEnd">When none is due: when the next one ends.</param>
/// <param name="Epochs">Those that have begun, oldest first.</param>
internal sealed record EpochListAnswer(
    string Space, GrainAmount Supply, string? Due, int Remaining, string? Running, DateTimeOffset? NextEnd,
    IReadOnlyList<EpochAnswer> Epochs);

/// <summary>An epoch that was asked for.</summary>
/// <param name="Epoch">Its id.</param>
/// <param name="Location">Where to look at it.</param>
/// <param name="Remaining">How many are due, this one among them: they are closed one after the other.</param>
internal sealed record EpochRequested(string Epoch, string Location, int Remaining);
