namespace Grain.Functions.Spaces;

/// <summary>What may be done with a space.</summary>
internal enum SpaceState
{
    /// <summary>Everything.</summary>
    Active,

    /// <summary>It is read. What was taken before is still counted; nothing new is taken, and timers leave it alone.</summary>
    Archived,

    /// <summary>Nothing. What it holds is on its way out.</summary>
    Deleting,

    /// <summary>Nothing. Its name stays taken.</summary>
    Deleted,

    /// <summary>Nothing. A backup of it is being written back, and it opens when that is whole and proven.</summary>
    Restoring,
}

/// <summary>The end of a space: how far what it holds is removed.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Piece">Which piece of the work is next, from 0: of two messages that ask for the same piece only one goes on.</param>
/// <param name="GoneAt">When the last of it was removed; absent before.</param>
internal sealed record Deletion(DateTimeOffset At, int Piece, DateTimeOffset? GoneAt)
{
    /// <summary>
    /// How long is looked again for what somebody writes who has not heard of the end. Longer than a function may run (host.json,
    /// <c>functionTimeout</c>) and a copy of the space is believed.
    /// </summary>
    public static TimeSpan Watch { get; } = TimeSpan.FromMinutes(15);
}
