using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>
/// Ranks the open epoch as if it were closed now, by the same functions as a closing: nothing is claimed, pinned, reserved or paid. The
/// graph of the last ranking is taken up again, so the cost grows with what is new.
/// </summary>
internal sealed class OpenRanker(
    EpochStore store, OpenRankings rankings, OpenNews news, DueEpochs epochs, GrantLedger grants, GrainLedger grain,
    RegisterStore registers,
    Treasury treasury, RankJobs jobs, TimeProvider time)
{
    /// <summary>Rankings at once in this process: each holds a graph, 87 bytes an edge.</summary>
    private const int AtOnceMax = 2;

    private readonly AccountGates rooms = new();
    private readonly GraphCollector collector = new(grants);
    private readonly PastReader pasts = new(store, grain);

    /// <summary>Entries collected before it looks at the time.</summary>
    public int EntriesPerStep { get; init; } = 20_000;

    /// <summary>How an epoch is computed that nobody has claimed yet.</summary>
    public int Calculation { get; init; } = CalculationVersion.Current;

    /// <summary>Ranks it, if anything came since it was ranked last.</summary>
    /// <param name="space">The space, just read.</param>
    /// <param name="collectMax">How long it collects at most.</param>
    /// <param name="cancellation">Gives up; nothing is half written.</param>
    public async Task<OpenOutcome> RunAsync(Space space, TimeSpan collectMax, CancellationToken cancellation)
    {
        if (space.ArchivedAt is not null) return new OpenOutcome.Refused($"The space '{space.Name}' is archived.");
        if (!space.Config.Enabled)
            return new OpenOutcome.Refused(
                $"Epochs are switched off in the space '{space.Name}' (its configuration says enabled: false).");
        using var turn = await rooms.EnterAsync([RoomOf(space.Name)], cancellation);
        return await RankAsync(space, collectMax, cancellation);
    }

    /// <summary>Spaces share rooms, and one always has the same: two rankings of it never run in one process.</summary>
    private static string RoomOf(string space) => $"{space.Sum(letter => letter) % AtOnceMax}";

    private async Task<OpenOutcome> RankAsync(Space space, TimeSpan collectMax, CancellationToken cancellation)
    {
        var asOf = time.GetUtcNow();
        var (books, stored) = await rankings.ReadAsync(space.Name, cancellation);
        var open = await epochs.FindOpenAsync(space, books, cancellation);
        if (open.Run is { Stage: >= EpochStage.Allocated } || open.IsRunning(asOf))
            return new OpenOutcome.Refused($"Epoch {open.Epoch.Id} is being closed just now.");
        var calculation = open.Run?.Calculation ?? Calculation;
        var found = await news.ReadAsync(space, books, open.Epoch, calculation, cancellation);
        if (stored?.IsOpenAfter(books) == true && stored.News == found) return new OpenOutcome.Ranked(stored.Run!, IsNew: false);

        var folder = OpenRankings.NewFolder(asOf);
        var graph = await ReadGraphAsync(space.Name, stored, books, calculation, cancellation);
        if (LeaveToJob(graph, open.Epoch) is { } left) return left;
        if (!await CollectAsync(space, graph, collectMax, cancellation))
        {
            var piece = await rankings.PutAsync(space.Name, folder, "graph", GraphBlob.Write(graph), cancellation);
            await rankings.NoteCollectingAsync(space.Name, stored, piece, cancellation);
            return new OpenOutcome.Unfinished(graph.Cursors.Values.Sum());
        }

        if (LeaveToJob(graph, open.Epoch) is { } grown) return grown;
        var run = new EpochRun
        {
            Space = space.Name,
            Epoch = open.Epoch,
            RegularMinutes = open.Planned.RegularMinutes,
            Stage = EpochStage.Allocated,
            Calculation = calculation,
            Owner = folder,
            LeaseUntil = asOf,
            StartedAt = asOf,
            StageAt = asOf,
        };
        var made = await ComputeAsync(space, run, books, graph, cancellation);
        var kept = await rankings.SaveAsync(
            space.Name, new OpenRanking(made, found, books.LastClosed?.Id), stored, time.GetUtcNow(), cancellation);
        await rankings.SweepAsync(space.Name, kept, asOf, cancellation);
        return new OpenOutcome.Ranked(kept.Run!, IsNew: true);
    }

    private OpenOutcome.Refused? LeaveToJob(ContributionGraph graph, Epoch epoch) => !jobs.Take(graph.EdgeTable.Count) ? null
        : new($"The graph of {graph.EdgeTable.Count} edges is left to a ranking job, when the epoch {epoch.Id} ends.");

    /// <summary>The graph that is furthest on and computed in the same way.</summary>
    private async Task<ContributionGraph> ReadGraphAsync(
        string space, OpenRanking? stored, SpaceBooks books, int calculation, CancellationToken cancellation)
    {
        var closed = books.LastClosed is { } last ? await store.FindAsync(space, last.Id, cancellation) : null;
        foreach (var piece in new[] { stored?.Collecting, stored?.Run?.Graph, closed?.Graph }.OfType<StoredPiece>())
        {
            try
            {
                var graph = await store.GetAsync(piece, GraphBlob.ReadAsync, cancellation);
                if (graph.Calculation == CalculationVersion.OfGraph(calculation)) return graph;
            }
            catch (InvalidDataException) when (piece != closed?.Graph)
            {
                // Somebody else ranked meanwhile, and it is swept: there is an older one.
                continue;
            }
        }

        return new ContributionGraph(calculation);
    }

    private async Task<bool> CollectAsync(Space space, ContributionGraph graph, TimeSpan collectMax, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (!await collector.CollectAsync(space.Journal, graph, EntriesPerStep, cancellation))
            if (time.GetElapsedTime(began) > collectMax) return false;
        return true;
    }

    private async Task<EpochRun> ComputeAsync(
        Space space, EpochRun run, SpaceBooks books, ContributionGraph graph, CancellationToken cancellation)
    {
        var (config, identities) = (EpochWork.Config(space.Config),
            IdentityMap.Of(await registers.ReadAsync(space.Journal, cancellation)).ToBytes());
        var read = EpochWork.ReadConfig(config, run.Calculation);
        Epoch[] all = [.. (await store.ListUpToAsync(run, cancellation)).Select(each => each.Epoch)];
        var (scores, flow) = EpochWork.Rank(graph, run.Calculation, config, identities, all, cancellation);
        var decided = read.Distribution.Treasury is null ? (Distributions.Amounts.GrainAmount?)null
            : await treasury.LookAtOutstandingAsync(space.Journal, run.Epoch.Id, cancellation);
        var past = await pasts.ReadAsync(space, run, books, read, decided, cancellation);
        var allocation = EpochWork.Allocation(run, scores, config, identities, past);
        var notes = EpochNotes.With(EpochNotes.Of(graph, read, run.Calculation, all), EpochWork.ReadScores(scores), allocation);
        return run with
        {
            Graph = await PutAsync("graph", GraphBlob.Write(graph)),
            Identities = await PutAsync("identities.json", identities),
            Config = await PutAsync("config.json", config),
            Scores = await PutAsync("scores.json", scores),
            Flow = await PutAsync("flow", flow),
            Allocation = await PutAsync("allocation.json", EpochWork.Bytes(allocation)),
            Notes = EpochNotes.Write(notes),
        };

        Task<StoredPiece> PutAsync(string kind, byte[] bytes) =>
            rankings.PutAsync(space.Name, run.Owner!, kind, bytes, cancellation);
    }
}
