namespace Grain.Functions.Limits;

/// <summary>Counts the accounts of a space in its ledgers, one by one: the slices that have ledgers say how.</summary>
/// <param name="CountAsync">Takes the space's name; 0 where there is no such space.</param>
public sealed record AccountCount(Func<string, CancellationToken, Task<long>> CountAsync);

/// <summary>
/// How many accounts a space has, as far as this process knows: what was counted or said last, those that came by its own work since, and
/// those that may be about to come.
/// </summary>
internal sealed class AccountRoom
{
    private readonly Lock gate = new();
    private long held;
    private long unsaid;
    private long? said;

    /// <summary>How many the space may have; 0 is no limit.</summary>
    public long Limit { get; set; }

    /// <summary>How many it has; those that came by this process alone, where nobody has counted yet.</summary>
    public long Count
    {
        get
        {
            lock (gate) return (said ?? 0) + unsaid;
        }
    }

    /// <summary>Those that came by this process and that it has told nobody of.</summary>
    public long Unsaid
    {
        get
        {
            lock (gate) return unsaid;
        }
    }

    /// <summary>Whether this process knows what was counted.</summary>
    public bool IsKnown
    {
        get
        {
            lock (gate) return said is not null;
        }
    }

    /// <summary>Whether there is no room for another one.</summary>
    public bool IsFull => Limit > 0 && Count >= Limit;

    /// <summary>The limit, for who finds it full.</summary>
    public Reached Reached => new(nameof(LimitOptions.Accounts), Limit, TimeSpan.Zero);

    /// <summary>Keeps room for accounts that may be about to come, if there is enough.</summary>
    public bool TryHold(int count)
    {
        lock (gate)
        {
            if (Limit > 0 && (said ?? 0) + unsaid + held + count > Limit) return false;
            held += count;
            return true;
        }
    }

    /// <summary>Gives room back that was kept, and notes how many accounts came.</summary>
    public void Settle(int kept, int come)
    {
        lock (gate) (held, unsaid) = (held - kept, unsaid + come);
    }

    /// <summary>Takes over what is known to all, of which so many are told by this process.</summary>
    public void Said(long count, long ofMine)
    {
        lock (gate) (said, unsaid) = (count, Math.Max(0, unsaid - ofMine));
    }
}
