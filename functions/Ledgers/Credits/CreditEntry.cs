namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// An entry of a node's account. Kind, task and <see cref="Asked"/> are what somebody asked; the rest is what Grain made of
/// it when it was written down.
/// </summary>
public sealed record CreditEntry
{
    /// <summary>One of <see cref="CreditKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>How much, multipliers applied; never negative: the kind says which way it goes.</summary>
    public CreditAmount Amount { get; init; }

    /// <summary>The task concerned.</summary>
    public string? TaskId { get; init; }

    /// <summary>In a sealed space the task's id as it was sent, sealed under the node's key; absent elsewhere.</summary>
    public string? SentAs { get; init; }

    /// <summary>What is known of the task.</summary>
    public TaskInfo? Task { get; init; }

    /// <summary>The amount that was asked for, before multipliers; absent when the space's own applies.</summary>
    public CreditAmount? Asked { get; init; }

    /// <summary>Types and priorities for which the space had no multiplier.</summary>
    public IReadOnlyList<string>? Unknown { get; init; }

    /// <summary>When Grain took it up.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether the credits went into the task's escrow or came from it, instead of being destroyed or made.</summary>
    public bool Escrow { get; init; }

    /// <summary>What the node must hold for this charge, by the policy of that moment; absent when nothing.</summary>
    public CreditAmount? Requires { get; init; }

    /// <summary>What the node got to begin with; on its first entry only.</summary>
    public CreditAmount? Initial { get; init; }

    /// <summary>The balance did not cover the charge, whether or not it was made.</summary>
    public bool Insufficient { get; init; }

    /// <summary>The charge was not made: the node does not hold what it <see cref="Requires"/>.</summary>
    public bool Refused { get; init; }

    /// <summary>The balance after this entry.</summary>
    public CreditAmount Balance { get; init; }

    /// <summary>The replica that recorded it offline, and its signature; see docs/credits.md.</summary>
    public ReplicaMark? Replica { get; init; }

    /// <summary>The merge that brought it: a hash of what was merged.</summary>
    public string? Merge { get; init; }

    /// <summary>The task as it is shown.</summary>
    internal string? ShownTask => SentAs ?? TaskId;
}

/// <summary>Who recorded a transaction while apart, and the proof of it.</summary>
/// <param name="Id">The replica's name, unique among the replicas of its node.</param>
/// <param name="Signature">ECDSA P-256 over the transaction, base64 of 64 bytes.</param>
public sealed record ReplicaMark(string Id, string Signature);
