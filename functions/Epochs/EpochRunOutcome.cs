using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>What one attempt at a space's oldest due epoch came to. A closed set.</summary>
public abstract record EpochRunOutcome
{
    private EpochRunOutcome() { }

    /// <summary>For counting.</summary>
    internal string Word => this switch
    {
        Closed => "closed",
        Failed => "failed",
        Unfinished => "unfinished",
        Overtaken => "overtaken",
        AlreadyRunning => "running",
        Waiting => "waiting",
        _ => "nothing_due",
    };

    /// <summary>No epoch of the space has ended that is not closed.</summary>
    public sealed record NothingDue : EpochRunOutcome;

    /// <summary>Somebody else holds the lease, until then.</summary>
    public sealed record AlreadyRunning(Epoch Epoch, DateTimeOffset LeaseUntil) : EpochRunOutcome;

    /// <summary>
    /// An attempt failed, it was cancelled, or a ranking job has not done its part; until then nobody tries again by themselves.
    /// </summary>
    public sealed record Waiting(Epoch Epoch, DateTimeOffset Until) : EpochRunOutcome;

    /// <summary>
    /// This attempt failed for a reason that does not pass by itself; the epoch's row says so to people, and waits until then.
    /// </summary>
    public sealed record Failed(Epoch Epoch, Exception Reason, DateTimeOffset Until) : EpochRunOutcome;

    /// <summary>Somebody else went on with it while this attempt was at work; nothing is lost, their run is the one that counts.</summary>
    public sealed record Overtaken(Epoch Epoch) : EpochRunOutcome;

    /// <summary>
    /// There is more to do than fits one attempt; all that was done is saved, and the next attempt goes on from there at once.
    /// </summary>
    public sealed record Unfinished(Epoch Epoch, EpochStage Stage) : EpochRunOutcome;

    /// <summary>Closed by this attempt. <paramref name="MoreDue"/> tells whether the next epoch is due as well.</summary>
    public sealed record Closed(Epoch Epoch, GrainAmount Paid, bool MoreDue) : EpochRunOutcome;
}
