using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Epochs;

/// <summary>
/// The work of the stages. Each step takes a run as it is stored and gives the run that is to be stored next: at the next
/// stage, or at the same one a piece further, when there is much to do.
/// </summary>
internal sealed class EpochStages(EpochStore store, GrantLedger grants, GrainLedger grain, RegisterStore registers, Treasury treasury,
    RankJobs jobs)
{
    private readonly GraphCollector collector = new(grants);
    private readonly AllocatingStage allocating = new(store, grain, treasury);

    /// <summary>Entries collected before the run is saved: some seconds of work.</summary>
    public int EntriesPerStep { get; init; } = 20_000;

    /// <summary>Payments made before the run is saved: some seconds of work.</summary>
    public int PaymentsPerStep { get; init; } = 5_000;

    public Task<EpochRun> StepAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation) => run.Stage switch
    {
        EpochStage.Claimed => CollectAsync(space, run, books, cancellation),
        EpochStage.Collected => RankAsync(run, cancellation),
        EpochStage.Ranked => allocating.RunAsync(space, run, books, cancellation),
        EpochStage.Allocated => DistributeAsync(space, run, cancellation),
        EpochStage.Distributed => GrowTreesAsync(space, run, books, cancellation),
        _ => throw new InvalidOperationException($"E1: nothing follows {run.Stage}."),
    };

    /// <summary>
    /// Pins the graph (the last epoch's with all that was granted since), and when that is complete, the configuration and who is who.
    /// </summary>
    private async Task<EpochRun> CollectAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
    {
        var stored = run.Graph ?? await GraphBeforeAsync(space, books, cancellation);
        var graph =
            stored is null ? new ContributionGraph(run.Calculation) : await store.GetAsync(stored, GraphBlob.ReadAsync, cancellation);
        // What another calculation left out is in the journals only.
        if (graph.Calculation != CalculationVersion.OfGraph(run.Calculation)) graph = new ContributionGraph(run.Calculation);
        var complete = await collector.CollectAsync(space.Journal, graph, EntriesPerStep, cancellation);
        var collected = run with { Graph = await PutAsync(run, "graph", GraphBlob.Write(graph), cancellation) };
        if (!complete) return collected;
        var register = await registers.ReadAsync(space.Journal, cancellation);
        if (register.Imported is { IsAwaited: true })
            throw new InvalidOperationException("a ledger from elsewhere is being imported; if that was cut off, import it again, or say "
                + "that nobody will (./grain import abandon), and this epoch goes on");
        var identities = IdentityMap.Of(register);
        var pinned = collected.Enter(EpochStage.Collected) with
        {
            Cursors = await PutAsync(run, "cursors.json", EpochWork.Cursors(graph), cancellation),
            Identities = await PutAsync(run, "identities.json", identities.ToBytes(), cancellation),
            Config = await PutAsync(run, "config.json", EpochWork.Config(space.Config), cancellation),
        };
        var edges = graph.EdgeTable.Count;
        return jobs.Take(edges) ? pinned with { RankInput = await jobs.AskAsync(pinned, edges, cancellation) } : pinned;
    }

    private async Task<StoredPiece?> GraphBeforeAsync(Space space, SpaceBooks books, CancellationToken cancellation) =>
        books.LastClosed is { } last ? (await store.FindAsync(space.Name, last.Id, cancellation))?.Graph : null;

    private async Task<EpochRun> RankAsync(EpochRun run, CancellationToken cancellation)
    {
        if (run.RankInput is not null && jobs.AreAsked)
        {
            if (await jobs.FindAsync(run, cancellation) is { } made)
                return run.Enter(EpochStage.Ranked) with { Scores = made.Scores, Flow = made.Flow, Notes = made.Notes, RankInput = null };
            // Where the setting was raised since, it is the app's own again.
            var edges = (await jobs.ReadAsync(run, cancellation)).Edges;
            if (jobs.Take(edges)) return RankJobs.Await(run, edges);
        }

        var runs = await store.ListUpToAsync(run, cancellation);
        var graph = await store.GetAsync(run.Graph!, GraphBlob.ReadAsync, cancellation);
        // Perhaps nobody thought of jobs when it was collected, and it was too much for the app ever since.
        if (run.RankInput is null && jobs.Take(graph.EdgeTable.Count))
            return RankJobs.Await(run with { RankInput = await jobs.AskAsync(run, graph.EdgeTable.Count, cancellation) },
                graph.EdgeTable.Count);
        var (config, identities) = (await store.GetAsync(run.Config!, cancellation), await store.GetAsync(run.Identities!, cancellation));
        var ranked = RankedGraph.Of(
            graph, run.Calculation, config, identities, [.. runs.Select(each => each.Epoch)], cancellation);
        if (Measures.Sweeps.Enabled) Measures.Sweeps.Record(EpochWork.SweepsOf(ranked.Scores));
        return run.Enter(EpochStage.Ranked) with
        {
            Scores = await PutAsync(run, "scores.json", ranked.Scores, cancellation),
            Flow = await PutAsync(run, "flow", ranked.Flow, cancellation),
            Notes = ranked.Notes,
            RankInput = null,
        };
    }

    /// <summary>Pays the next payments of the allocation; those that were paid before the last save are not looked at again.</summary>
    private async Task<EpochRun> DistributeAsync(Space space, EpochRun run, CancellationToken cancellation)
    {
        var allocation = await store.ReadAllocationAsync(run.Allocation!, cancellation);
        var identities = IdentityMap.Read(await store.GetAsync(run.Identities!, cancellation));
        var next = allocation.Payments.Skip(run.PaymentsMade).Take(PaymentsPerStep).ToArray();
        await grain.PayAsync(space.Journal, run.Epoch.Id, next, cancellation, identities.Accounting);
        var paid = run with { PaymentsMade = run.PaymentsMade + next.Length };
        return paid.PaymentsMade < allocation.Payments.Count ? paid : paid.Enter(EpochStage.Distributed);
    }

    private Task<EpochRun> GrowTreesAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation) =>
        new TreeGrowth(store, grants, grain) { EntriesPerStep = EntriesPerStep }.StepAsync(space.Journal, run, books, cancellation);

    /// <summary>
    /// The last step: makes the statement. That the epoch is closed by it is for the store to commit, together with the books.
    /// </summary>
    public async Task<(EpochRun Closed, EpochStatement Statement)> StateAsync(EpochRun run, SpaceBooks books,
        CancellationToken cancellation)
    {
        var config = await store.GetAsync(run.Config!, cancellation);
        var (scores, allocation) = (await store.GetAsync(run.Scores!, cancellation), await store.GetAsync(run.Allocation!, cancellation));
        var roots = run.Trees is { } grown ? (await TreeBlobs.ReadTreesAsync(store, grown, cancellation)).Roots : null;
        var statement = EpochWork.Statement(run, config, scores, allocation, books, roots);
        var piece = await PutAsync(run, "statement.json", EpochWork.Bytes(statement), cancellation);
        return (run.Enter(EpochStage.Closed) with { Statement = piece }, statement);
    }

    private Task<StoredPiece> PutAsync(EpochRun run, string kind, byte[] bytes, CancellationToken cancellation) =>
        store.PutAsync(run.Space, run.Epoch.Id, kind, bytes, cancellation);
}
