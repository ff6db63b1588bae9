namespace Grain.Functions.Distributions.Policies;

/// <summary>
/// What a distribution sees: every participant's cred and grain at one moment. The order of the participants decides who gets the
/// last units, and in which order doubles are added, so it has to be the same on every run.
/// </summary>
public sealed class CredView
{
    /// <summary>A view of these participants.</summary>
    /// <param name="participants">All of them, in a fixed order, with unique ids and equal numbers of
    /// <see cref="ParticipantStanding.Cred"/> entries.</param>
    /// <param name="finishedIntervals">How many intervals, counted from the very first, have ended; later entries are not seen by
    /// policies.</param>
    /// <param name="summarisedIntervals">How many of those are in the participants' <see cref="ParticipantStanding.CredBefore"/> and
    /// <see cref="ParticipantStanding.PaidBefore"/>.</param>
    /// <exception cref="ArgumentException">The numbers do not fit together; the message names the participant.</exception>
    public CredView(IReadOnlyList<ParticipantStanding> participants, int finishedIntervals, int summarisedIntervals = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(summarisedIntervals);
        ArgumentOutOfRangeException.ThrowIfLessThan(finishedIntervals, summarisedIntervals);
        var detailed = participants.Count > 0 ? participants[0].Cred.Length : finishedIntervals - summarisedIntervals;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(finishedIntervals, summarisedIntervals + detailed);

        var ids = new HashSet<string>(participants.Count, StringComparer.Ordinal);
        foreach (var participant in participants)
        {
            var fault = participant.Fault()
                ?? (participant.Cred.Length != detailed ? $"{participant.Cred.Length} intervals are given instead of {detailed}" : null)
                ?? (ids.Add(participant.Id) ? null : "the id occurs twice");
            if (fault is not null) throw new ArgumentException($"participant '{participant.Id}': {fault}", nameof(participants));
        }

        Participants = participants;
        FinishedIntervals = finishedIntervals;
        SummarisedIntervals = summarisedIntervals;
    }

    /// <summary>All participants in their order, active or not.</summary>
    public IReadOnlyList<ParticipantStanding> Participants { get; }

    /// <summary>How many intervals have ended.</summary>
    public int FinishedIntervals { get; }

    /// <summary>How many of the first intervals are only known as a sum.</summary>
    public int SummarisedIntervals { get; }

    /// <summary>Below this much cred in all nothing is paid; nor without any cred. At least 0.</summary>
    public double TotalCredMin { get; init; } = 1;

    /// <summary>The last <paramref name="lookback"/> finished intervals, or all of them if it is 0 or more than there are.</summary>
    /// <exception cref="InvalidOperationException">The window starts amid the summarised intervals.</exception>
    internal CredWindow Window(int lookback)
    {
        var end = FinishedIntervals - SummarisedIntervals;
        if (lookback == 0 || FinishedIntervals <= lookback) return new CredWindow(true, 0, end);
        if (lookback <= end) return new CredWindow(false, end - lookback, end);
        throw new InvalidOperationException($"a window of {lookback} intervals is asked for, but only {end} are known one by one");
    }
}
