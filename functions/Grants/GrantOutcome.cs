namespace Grain.Functions.Grants;

/// <summary>What became of one grant. A closed set.</summary>
public abstract record GrantOutcome
{
    private GrantOutcome() { }

    /// <summary>Counted, once. <paramref name="Before"/> and <paramref name="After"/> are the contributor's totals around this grant.</summary>
    public sealed record Appended(long Seq, GrantTotals Before, GrantTotals After) : GrantOutcome;

    /// <summary>The very same grant was counted before; nothing was written.</summary>
    public sealed record AlreadyAppended(long Seq) : GrantOutcome;

    /// <summary>The id belongs to another grant, or to one with other content; nothing was written.</summary>
    public sealed record ConflictsWithEarlier(string Reason) : GrantOutcome;

    /// <summary>The grant cannot be counted, for example because a total would leave its range; nothing was written.</summary>
    public sealed record Refused(string Reason) : GrantOutcome;
}
