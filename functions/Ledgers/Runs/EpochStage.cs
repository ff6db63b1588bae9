namespace Grain.Functions.Ledgers.Runs;

/// <summary>How far the run of an epoch has come. Each stage is checkpointed, and only the next one may follow.</summary>
public enum EpochStage
{
    /// <summary>A runner holds the lease, or held it.</summary>
    Claimed,

    /// <summary>
    /// The contribution graph is stored, with the cursors up to which it was collected; the configuration and who is who are pinned.
    /// </summary>
    Collected,

    /// <summary>Cred is computed and stored.</summary>
    Ranked,

    /// <summary>Who gets how much is decided and stored; nothing is paid yet.</summary>
    Allocated,

    /// <summary>Everybody is paid.</summary>
    Distributed,

    /// <summary>The statement is stored and the supply raised. Final.</summary>
    Closed,
}
