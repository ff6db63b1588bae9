using System.Security.Cryptography;
using Grain.Functions.Graph;
using Grain.Functions.Spaces;

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
    /// <summary>How long a claim lasts; every step renews it. A crashed run is taken over after that.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>An attempt stops after this long: the Functions host ends an invocation after ten minutes (host.json), whatever it is doing.</summary>
    private static readonly TimeSpan AttemptMax = TimeSpan.FromMinutes(4);

    /// <summary>How epochs that are claimed anew are computed; a run that was claimed before keeps its own.</summary>
    public int Calculation { get; init; } = CalculationVersion.Current;

    /// <summary>The oldest epoch of the space that has ended and is not closed, or <see langword="null"/>.</summary>
    public static Epoch? OldestDue(Space space, SpaceBooks books, DateTimeOffset now)
    {
        var schedule = space.Config.Epochs;
        var next = books.LastClosed is { } last ? schedule.After(last) : schedule.FirstOf(space.CreatedAt);
        return next.End <= now ? next : null;
    }

    /// <summary>Runs the oldest due epoch as far as it goes.</summary>
    public async Task<EpochRunOutcome> RunAsync(Space space, CancellationToken cancellationToken)
    {
        var books = await store.ReadBooksAsync(space.Name, cancellationToken);
        if (OldestDue(space, books, time.GetUtcNow()) is not { } due) return new EpochRunOutcome.NothingDue();

        var known = await store.FindAsync(space.Name, due.Id, cancellationToken);
        if (known is { Stage: EpochStage.Closed }) return new EpochRunOutcome.Overtaken(due); // the books were read a moment too early
        if (known is not null && time.GetUtcNow() < known.LeaseUntil) return new EpochRunOutcome.AlreadyRunning(known.Epoch, known.LeaseUntil);
        if (await ClaimAsync(space, due, known, cancellationToken) is not { } claimed) return new EpochRunOutcome.Overtaken(due);
        try
        {
            return await AdvanceAsync(space, claimed, books, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // A fault that another attempt will meet again: say so where people look. The lease keeps others away for a while.
            await store.NoteAsync(space.Name, due.Id, e.Message, cancellationToken);
            throw;
        }
    }

    private async Task<EpochRunOutcome> AdvanceAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var next = await stages.StepAsync(space, run, books, cancellationToken);
            if (next.Stage == EpochStage.Closed) return await CloseAsync(space, next, books, cancellationToken);

            var isOver = time.GetElapsedTime(began) > AttemptMax;
            if (await SaveAsync(next, isOver ? TimeSpan.Zero : Lease, cancellationToken) is not { } saved) return new EpochRunOutcome.Overtaken(run.Epoch);
            if (isOver) return new EpochRunOutcome.Unfinished(run.Epoch, saved.Stage);
            run = saved;
        }
    }

    private Task<EpochRun?> ClaimAsync(Space space, Epoch due, EpochRun? known, CancellationToken cancellationToken)
    {
        var run = known ?? new EpochRun
        {
            Space = space.Name,
            Epoch = due,
            Stage = EpochStage.Claimed,
            Calculation = Calculation,
            StartedAt = time.GetUtcNow(),
        };
        var owner = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return SaveAsync(run with { Owner = owner, Attempts = run.Attempts + 1, Error = null }, Lease, cancellationToken);
    }

    private Task<EpochRun?> SaveAsync(EpochRun run, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.SaveAsync(run with { LeaseUntil = now + lease, StageAt = now }, cancellationToken);
    }

    private async Task<EpochRunOutcome> CloseAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var statement = EpochWork.ReadStatement(await store.GetAsync(run.Statement!, cancellationToken));
        var after = new SpaceBooks(run.Epoch, statement.SupplyAfter, statement.CarriedOver, run.Statement, books.ETag);
        return await store.CloseAsync(run with { ClosedAt = now, StageAt = now, LeaseUntil = now }, after, cancellationToken)
            ? new EpochRunOutcome.Closed(run.Epoch, statement.Paid, OldestDue(space, after, now) is not null)
            : new EpochRunOutcome.Overtaken(run.Epoch);
    }
}
