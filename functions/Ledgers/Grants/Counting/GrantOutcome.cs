namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>What became of one grant. A closed set.</summary>
public abstract record GrantOutcome
{
    private GrantOutcome() { }

    /// <summary>For counting: appended, duplicate, conflict, refused or remembered.</summary>
    internal string Word => this switch
    {
        Appended => "appended",
        AlreadyAppended => "duplicate",
        ConflictsWithEarlier => "conflict",
        Refused => "refused",
        _ => "remembered",
    };

    /// <summary>
    /// Counted, once. <paramref name="Before"/> and <paramref name="After"/> are the contributor's totals around this grant.
    /// </summary>
    public sealed record Appended(long Seq, GrantTotals Before, GrantTotals After) : GrantOutcome
    {
        /// <summary>The correction that came before it and was counted with it, if there was one; <see cref="After"/> has both.</summary>
        public string? TakenBackBy { get; init; }
    }

    /// <summary>The very same grant was counted before; nothing was written.</summary>
    public sealed record AlreadyAppended(long Seq) : GrantOutcome;

    /// <summary>The id belongs to another grant, or to one with other content; nothing was written.</summary>
    public sealed record ConflictsWithEarlier(string Reason) : GrantOutcome;

    /// <summary>The grant cannot be counted, for example because a total would leave its range; nothing was written.</summary>
    public sealed record Refused(string Reason) : GrantOutcome
    {
        /// <summary>Whether it is of somebody new, and the space has as many accounts as it may: it may be counted later.</summary>
        public bool IsForRoom { get; init; }
    }

    /// <summary>
    /// A correction of what is not counted yet: it is kept, and counts as soon as that does. <paramref name="IsReserved"/>: somebody is
    /// about to count it, or died over it.
    /// </summary>
    public sealed record Remembered(bool IsReserved) : GrantOutcome;
}
