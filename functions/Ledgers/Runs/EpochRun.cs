using Azure;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>A stored piece of an epoch's work: a blob that is named by its content and therefore never changes.</summary>
/// <param name="Name">The blob's name in the container of the app.</param>
/// <param name="Hash">SHA-256 of its bytes, lower-case hex.</param>
public sealed record StoredPiece(string Name, string Hash);

/// <summary>
/// Where the run of an epoch stands. Invariants. E1: a stage is entered once, in order. E2: what a stage stored is pinned by
/// hash and never made again. E3: only the holder of the lease moves the run on, under the row's ETag.
/// </summary>
public sealed record EpochRun
{
    /// <summary>How epochs are computed whose rows do not say.</summary>
    internal const int FirstCalculation = 1;

    /// <summary>The space's name.</summary>
    public required string Space { get; init; }

    /// <summary>Which epoch.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>
    /// How long an epoch of the schedule would have been, in minutes, where a changed schedule cut this one short; absent for a whole one.
    /// </summary>
    public long? RegularMinutes { get; init; }

    /// <summary>The last stage that is complete.</summary>
    public required EpochStage Stage { get; init; }

    /// <summary>Who works on it; a random id of one run.</summary>
    public string? Owner { get; init; }

    /// <summary>Until when nobody else may; without an owner, until when it waits for another attempt.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>How often it was claimed.</summary>
    public int Attempts { get; init; }

    /// <summary>How it is computed; 1 is the first version. Fixed when it is claimed, before anything is pinned.</summary>
    public int Calculation { get; init; } = FirstCalculation;

    /// <summary>When it was claimed first.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was saved last: the time of its latest progress.</summary>
    public DateTimeOffset StageAt { get; init; }

    /// <summary>How many payments of the allocation are made, in the order of the allocation.</summary>
    public int PaymentsMade { get; init; }

    /// <summary>Why the last attempt failed, if it did so for a reason that does not pass by itself.</summary>
    public string? Error { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The configuration it works with, pinned when collected.</summary>
    public StoredPiece? Config { get; init; }

    /// <summary>Who is who, pinned when collected.</summary>
    public StoredPiece? Identities { get; init; }

    /// <summary>The contribution graph with its cursors, pinned when collected.</summary>
    public StoredPiece? Graph { get; init; }

    /// <summary>Up to which grant of each contributor the graph was collected, pinned with it.</summary>
    public StoredPiece? Cursors { get; init; }

    /// <summary>
    /// What a ranking job is asked to rank, pinned when collected; absent where the app ranks itself, and once it is ranked.
    /// </summary>
    public StoredPiece? RankInput { get; init; }

    /// <summary>Everybody's cred, pinned when ranked.</summary>
    public StoredPiece? Scores { get; init; }

    /// <summary>The scores of all nodes, which explain everybody's cred; pinned when ranked.</summary>
    public StoredPiece? Flow { get; init; }

    /// <summary>Who gets how much, pinned before the first payment.</summary>
    public StoredPiece? Allocation { get; init; }

    /// <summary>
    /// Up to which entry of each account of grain the trees go, pinned after the last payment; absent in runs that have no trees.
    /// </summary>
    public StoredPiece? Accounts { get; init; }

    /// <summary>The trees while they grow.</summary>
    public StoredPiece? Growing { get; init; }

    /// <summary>The trees over all grants, accounts and payments, pinned before it is closed.</summary>
    public StoredPiece? Trees { get; init; }

    /// <summary>The statement, pinned when closed.</summary>
    public StoredPiece? Statement { get; init; }

    /// <summary>
    /// What people should know of it, as <c>EpochNotes</c> writes it; absent before it is ranked, and for earlier calculations.
    /// </summary>
    public string? Notes { get; init; }

    /// <summary>
    /// The sums of the allocation, as <c>EpochTotals</c> writes them; absent before it is allocated, and for earlier builds.
    /// </summary>
    public string? Totals { get; init; }

    /// <summary>Changes with every change of the row; absent before it is stored.</summary>
    public ETag? ETag { get; init; }

    /// <summary>
    /// The run as if it had only been claimed: nothing is pinned, and whoever is at work on it is overtaken. Possible until the
    /// allocation is stored; from then on there is only one way.
    /// </summary>
    /// <param name="calculation">How it is computed when it begins anew.</param>
    /// <exception cref="InvalidOperationException">E1: the allocation is stored.</exception>
    public EpochRun Cancel(int calculation) => Stage < EpochStage.Allocated
        ? this with
        {
            Stage = EpochStage.Claimed,
            Calculation = calculation,
            Owner = null,
            Error = "cancelled on request",
            Config = null,
            Identities = null,
            Graph = null,
            Cursors = null,
            RankInput = null,
            Scores = null,
            Flow = null,
            Notes = null,
        }
        : throw new InvalidOperationException($"E1: epoch {Epoch.Id} of {Space} cannot be cancelled at {Stage}.");

    /// <summary>The run after its next stage. The one place that knows the order (E1).</summary>
    /// <exception cref="InvalidOperationException">E1: the stage does not follow.</exception>
    public EpochRun Enter(EpochStage stage) => stage == Stage + 1
        ? this with { Stage = stage }
        : throw new InvalidOperationException($"E1: epoch {Epoch.Id} of {Space} cannot go from {Stage} to {stage}.");
}
