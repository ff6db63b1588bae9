namespace Grain.Functions.Epochs;

/// <summary>An epoch that is to begin.</summary>
/// <param name="Epoch">Its name and bounds.</param>
/// <param name="RegularMinutes">How long an epoch of the schedule would have been, where a change of the schedule cuts this one short; else
/// absent.</param>
internal sealed record PlannedEpoch(Epoch Epoch, long? RegularMinutes);

/// <summary>
/// Which epoch of a space comes next. It begins where the last one ended, whatever was configured meanwhile: so epochs adjoin, grow,
/// and have ids of their own under every sequence of changes. Pure.
/// </summary>
internal static class EpochCalendar
{
    /// <summary>More days than a calendar has: counting ends whatever is configured.</summary>
    private const int CountMax = 100_000;

    /// <summary>The epoch after the last one, if it has ended by now.</summary>
    /// <param name="space">Its schedule, when it was made and when it was switched off.</param>
    /// <param name="last">The last epoch there is; absent before the first.</param>
    /// <param name="now">The present time.</param>
    public static PlannedEpoch? Due(Space space, Epoch? last, DateTimeOffset now) =>
        Next(space, last) is var next && next.Epoch.End <= now ? next : null;

    /// <summary>How many epochs after the last one have ended by now.</summary>
    /// <param name="space">Its schedule, when it was made and when it was switched off.</param>
    /// <param name="last">The last epoch that is not counted; absent before the first.</param>
    /// <param name="now">The present time.</param>
    public static int CountDue(Space space, Epoch? last, DateTimeOffset now)
    {
        var count = 0;
        while (Due(space, last, now) is { Epoch: var due } && count < CountMax) (last, count) = (due, count + 1);
        return count;
    }

    /// <summary>When the epoch after the last one ends.</summary>
    public static DateTimeOffset NextEnd(Space space, Epoch? last) => Next(space, last).Epoch.End;

    /// <summary>The epoch after the last one, whether it has ended or not.</summary>
    public static PlannedEpoch Next(Space space, Epoch? last)
    {
        var schedule = space.Config.Epochs;
        var next = last is null ? schedule.FirstOf(space.CreatedAt) : schedule.After(last).After(last.Id);
        if (schedule.CatchUp != CatchUp.All) next = Merged(next, space);
        var regular = schedule.Containing(next.Start).Minutes;
        return new PlannedEpoch(next, next.Minutes < regular ? regular : null);
    }

    /// <summary>What ends while the space is switched off is one epoch, up to the last end of an epoch before it is switched on.</summary>
    private static Epoch Merged(Epoch next, Space space) =>
        space.Pauses.FirstOrDefault(pause => !(next.End <= pause.From) && next.End <= pause.Until) is { } off
            ? next with { End = space.Config.Epochs.Containing(off.Until).Start }
            : next;
}
