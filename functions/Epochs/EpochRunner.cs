using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>
/// Runs the oldest due epoch of a space through its stages: <c>Claimed → Collected → Ranked → Allocated → Distributed →
/// Closed</c>. Each step stores what it made, then moves the epoch's row on; whoever runs it next goes on from there.
/// </summary>
/// <remarks>
/// Why running twice changes nothing: pieces are named by their content; the row moves under its ETag, so of two runners one
/// is overtaken; payments are journal entries keyed by the epoch; supply and closing are one transaction.
/// </remarks>
internal sealed class EpochRunner(EpochStore store, EpochStages stages, TimeProvider time)
{
    private readonly DueEpochs epochs = new(store);

    /// <summary>How long a claim lasts; every step renews it. A crashed run is taken over after that.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>
    /// An attempt stops after this long: the Functions host ends an invocation after ten minutes (host.json), whatever it is doing.
    /// </summary>
    private static readonly TimeSpan AttemptMax = TimeSpan.FromMinutes(4);

    /// <summary>How epochs that are claimed anew are computed; a run that was claimed before keeps its own.</summary>
    public int Calculation { get; init; } = CalculationVersion.Current;

    /// <summary>Whether epochs get trees, over which things can be proven to strangers.</summary>
    public bool WithTrees { get; init; } = true;

    /// <summary>Runs the oldest due epoch as far as it goes.</summary>
    public async Task<EpochRunOutcome> RunAsync(Space space, CancellationToken cancellation)
    {
        var books = await store.ReadBooksAsync(space.Name, cancellation);
        if (await epochs.FindAsync(space, books, time.GetUtcNow(), cancellation) is not { } due) return new EpochRunOutcome.NothingDue();
        // the books were read a moment too early
        if (due.Run is { Stage: EpochStage.Closed }) return new EpochRunOutcome.Overtaken(due.Epoch);
        if (due.Run is { } known && time.GetUtcNow() < known.LeaseUntil) return Waiting(known);
        if (await ClaimAsync(space, due, books, cancellation) is not { } claimed) return new EpochRunOutcome.Overtaken(due.Epoch);
        try
        {
            return await AdvanceAsync(space, claimed.Run, claimed.Books, cancellation);
        }
        catch (Exception e) when (!EpochFailure.IsPassing(e))
        {
            // Another attempt would meet it again: it is said where people look, and the next attempt waits.
            var until = time.GetUtcNow() + EpochFailure.WaitAfter(claimed.Run.Attempts);
            await store.NoteAsync(claimed.Run, EpochFailure.Describe(e), until, cancellation);
            return new EpochRunOutcome.Failed(due.Epoch, e, until);
        }
    }

    private static EpochRunOutcome Waiting(EpochRun run) => run.Owner is null
        ? new EpochRunOutcome.Waiting(run.Epoch, run.LeaseUntil)
        : new EpochRunOutcome.AlreadyRunning(run.Epoch, run.LeaseUntil);

    private async Task<EpochRunOutcome> AdvanceAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (run.Stage == EpochStage.Distributed && (run.Trees is not null || !WithTrees))
                return await MeasureAsync("close", run, () => CloseAsync(space, run, books, cancellation));
            var next = await MeasureAsync(WordOf(run.Stage), run, () => stages.StepAsync(space, run, books, cancellation));
            if (next.Owner is null) return await LetGoAsync(next, cancellation);
            var isOver = time.GetElapsedTime(began) > AttemptMax;
            if (await SaveAsync(next, isOver ? TimeSpan.Zero : Lease, cancellation) is not { } saved)
                return new EpochRunOutcome.Overtaken(run.Epoch);
            if (isOver) return new EpochRunOutcome.Unfinished(run.Epoch, saved.Stage);
            run = saved;
        }
    }

    /// <summary>Nobody is at work on a run that waits for somebody else's part; the timer looks again.</summary>
    private async Task<EpochRunOutcome> LetGoAsync(EpochRun run, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + RankJobs.LookAfter;
        return await store.SaveAsync(run with { LeaseUntil = until }, cancellation) is null ? new EpochRunOutcome.Overtaken(run.Epoch)
            : new EpochRunOutcome.Waiting(run.Epoch, until);
    }

    /// <summary>Tells whoever listens of a step, and how long it took.</summary>
    private async Task<T> MeasureAsync<T>(string stage, EpochRun run, Func<Task<T>> step)
    {
        using var span = Traces.Start($"epoch {stage}")?.SetTag("grain.space", run.Space).SetTag("grain.epoch", run.Epoch.Id);
        var began = time.GetTimestamp();
        try
        {
            return await step();
        }
        catch (Exception fault) when (span is not null)
        {
            span.Failed(fault);
            throw;
        }
        finally
        {
            Measures.Stages.Record(time.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
        }
    }

    /// <summary>What is done next.</summary>
    private static string WordOf(EpochStage stage) => stage switch
    {
        EpochStage.Claimed => "collect",
        EpochStage.Collected => "rank",
        EpochStage.Ranked => "allocate",
        EpochStage.Allocated => "distribute",
        _ => "grow_trees",
    };

    /// <summary>Takes the lease. What begins only now, or is not named in the books, is named there by the same transaction.</summary>
    private async Task<(EpochRun Run, SpaceBooks Books)?> ClaimAsync(Space space, DueEpoch due, SpaceBooks books,
        CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var owner = RandomId.New();
        var run = due.Run ?? NewRun(space, due.Planned, now);
        run = run with { Owner = owner, Attempts = run.Attempts + 1, Error = null, LeaseUntil = now + Lease, StageAt = now };
        if (books.Open != due.Epoch.Id || due.Run is null) return await store.BeginAsync(run, books, due.Instead, cancellation);
        return await store.SaveAsync(run, cancellation) is { } saved ? (saved, books) : null;
    }

    private EpochRun NewRun(Space space, PlannedEpoch planned, DateTimeOffset now) => new()
    {
        Space = space.Name,
        Epoch = planned.Epoch,
        RegularMinutes = planned.RegularMinutes,
        Stage = EpochStage.Claimed,
        Calculation = Calculation,
        StartedAt = now,
    };

    private Task<EpochRun?> SaveAsync(EpochRun run, TimeSpan lease, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return store.SaveAsync(run with { LeaseUntil = now + lease, StageAt = now }, cancellation);
    }

    private async Task<EpochRunOutcome> CloseAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
    {
        var (closed, statement) = await stages.StateAsync(run, books, cancellation);
        var now = time.GetUtcNow();
        var after = new SpaceBooks(run.Epoch, statement.SupplyAfter, statement.CarriedOver, closed.Statement, books.ETag);
        return await store.CloseAsync(closed with { ClosedAt = now, StageAt = now, LeaseUntil = now }, after, cancellation)
            ? new EpochRunOutcome.Closed(run.Epoch, statement.Paid, EpochCalendar.Due(space, after.LastClosed, now) is not null)
            : new EpochRunOutcome.Overtaken(run.Epoch);
    }
}
