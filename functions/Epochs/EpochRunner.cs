using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Grants;
using Grain.Functions.Graph;
using Grain.Functions.Spaces;

namespace Grain.Functions.Epochs;

/// <summary>What one attempt at a space's oldest due epoch came to. A closed set.</summary>
public abstract record EpochRunOutcome
{
    private EpochRunOutcome() { }

    /// <summary>No epoch of the space has ended that is not closed.</summary>
    public sealed record NothingDue : EpochRunOutcome;

    /// <summary>Somebody else holds the lease, until then.</summary>
    public sealed record AlreadyRunning(Epoch Epoch, DateTimeOffset LeaseUntil) : EpochRunOutcome;

    /// <summary>Somebody else went on with it while this attempt was at work; nothing is lost, their run is the one that counts.</summary>
    public sealed record Overtaken(Epoch Epoch) : EpochRunOutcome;

    /// <summary>Closed by this attempt. <paramref name="MoreDue"/> tells whether the next epoch is due as well.</summary>
    public sealed record Closed(Epoch Epoch, GrainAmount Paid, bool MoreDue) : EpochRunOutcome;
}

/// <summary>
/// Runs the oldest due epoch of a space through its stages: <c>Claimed → Collected → Ranked → Allocated → Distributed →
/// Closed</c>. Each stage stores what it made, then moves the epoch's row on; whoever runs it next goes on from there.
/// </summary>
/// <remarks>
/// Why running twice changes nothing: pieces are named by their content; the row moves under its ETag, so of two runners one
/// is overtaken; payments are journal entries keyed by the epoch; supply and closing are one transaction.
/// </remarks>
internal sealed class EpochRunner(EpochStore store, GrantLedger grants, GrainLedger grain, TimeProvider time)
{
    /// <summary>How long a claim lasts; every stage renews it. A crashed run is taken over after that.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly GraphCollector collector = new(grants);

    /// <summary>The oldest epoch of the space that has ended and is not closed, or <see langword="null"/>.</summary>
    public static Epoch? OldestDue(Space space, SpaceBooks books, DateTimeOffset now)
    {
        var next = books.LastClosed is { } last
            ? Epoch.Of(last.End, space.Config.Epochs.Containing(last.End).End)
            : space.Config.Epochs.FirstOf(space.CreatedAt);
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
        if (await ClaimAsync(space, known?.Epoch ?? due, known, cancellationToken) is not { } run) return new EpochRunOutcome.Overtaken(due);

        while (run.Stage < EpochStage.Distributed)
        {
            var next = await AdvanceAsync(space, run, books, cancellationToken);
            if (await SaveAsync(next, cancellationToken) is not { } saved) return new EpochRunOutcome.Overtaken(run.Epoch);
            run = saved;
        }

        return await CloseAsync(space, run, books, cancellationToken);
    }

    private async Task<EpochRun?> ClaimAsync(Space space, Epoch epoch, EpochRun? known, CancellationToken cancellationToken)
    {
        var run = known ?? new EpochRun { Space = space.Name, Epoch = epoch, Stage = EpochStage.Claimed, StartedAt = time.GetUtcNow() };
        return await SaveAsync(run with { Owner = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Attempts = run.Attempts + 1 }, cancellationToken);
    }

    /// <summary>Saving renews the lease.</summary>
    private Task<EpochRun?> SaveAsync(EpochRun run, CancellationToken cancellationToken) =>
        store.SaveAsync(run with { LeaseUntil = time.GetUtcNow() + Lease }, cancellationToken);

    private Task<EpochRun> AdvanceAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellationToken) => run.Stage switch
    {
        EpochStage.Claimed => CollectAsync(space, run, books, cancellationToken),
        EpochStage.Collected => RankAsync(run, cancellationToken),
        EpochStage.Ranked => AllocateAsync(space, run, books, cancellationToken),
        EpochStage.Allocated => DistributeAsync(space, run, cancellationToken),
        _ => throw new InvalidOperationException($"E1: nothing advances from {run.Stage}."),
    };

    /// <summary>Pins the configuration, and the graph: the last epoch's with all that was granted since.</summary>
    private async Task<EpochRun> CollectAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellationToken)
    {
        var previous = books.LastClosed is { } last ? await store.FindAsync(space.Name, last.Id, cancellationToken) : null;
        var graph = previous?.Graph is { } stored ? GraphBlob.Read(await store.GetAsync(stored, cancellationToken)) : new ContributionGraph();
        await collector.CollectAsync(space.Journal, graph, cancellationToken);
        return run.Enter(EpochStage.Collected) with
        {
            Config = await PutAsync(run, "config.json", space.Config.WithoutSecrets(), SpaceJson.Default.SpaceConfig, cancellationToken),
            Graph = await store.PutAsync(space.Name, run.Epoch.Id, "graph", GraphBlob.Write(graph), cancellationToken),
        };
    }

    private async Task<EpochRun> RankAsync(EpochRun run, CancellationToken cancellationToken)
    {
        var graph = GraphBlob.Read(await store.GetAsync(run.Graph!, cancellationToken));
        var config = await GetAsync(run.Config!, SpaceJson.Default.SpaceConfig, cancellationToken);
        var epochs = new List<Epoch>();
        await foreach (var earlier in store.ListAsync(run.Space, cancellationToken))
            if (earlier.Epoch.Start <= run.Epoch.Start) epochs.Add(earlier.Epoch);
        var scores = CredRanking.Rank(graph, epochs, config, cancellationToken);
        return run.Enter(EpochStage.Ranked) with
        {
            Scores = await PutAsync(run, "scores.json", scores, EpochJson.Default.CredScores, cancellationToken),
        };
    }

    /// <summary>Decides who gets how much, looking at what everybody ever received. Nothing of this epoch is paid yet, so that is settled.</summary>
    private async Task<EpochRun> AllocateAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellationToken)
    {
        var scores = await GetAsync(run.Scores!, EpochJson.Default.CredScores, cancellationToken);
        var config = await GetAsync(run.Config!, SpaceJson.Default.SpaceConfig, cancellationToken);
        var received = new Dictionary<string, GrainAmount>(StringComparer.Ordinal);
        await foreach (var head in grain.ReadHeadsAsync(space.Journal, cancellationToken)) received[head.Account] = head.Totals.Received;

        var budget = config.Distribution.ToBudget(config.Token.Decimals) + books.CarriedOver;
        var allocation = EpochAllocation.Of(scores, received, config.Distribution.ToPlan(), budget);
        return run.Enter(EpochStage.Allocated) with
        {
            Allocation = await PutAsync(run, "allocation.json", allocation, EpochJson.Default.EpochAllocation, cancellationToken),
        };
    }

    private async Task<EpochRun> DistributeAsync(Space space, EpochRun run, CancellationToken cancellationToken)
    {
        var allocation = await GetAsync(run.Allocation!, EpochJson.Default.EpochAllocation, cancellationToken);
        await grain.PayAsync(space.Journal, run.Epoch.Id, allocation.Payments, cancellationToken);
        return run.Enter(EpochStage.Distributed);
    }

    private async Task<EpochRunOutcome> CloseAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellationToken)
    {
        var scores = await GetAsync(run.Scores!, EpochJson.Default.CredScores, cancellationToken);
        var allocation = await GetAsync(run.Allocation!, EpochJson.Default.EpochAllocation, cancellationToken);
        var statement = EpochStatement.Of(run, scores, allocation, books);
        var piece = await PutAsync(run, "statement.json", statement, EpochJson.Default.EpochStatement, cancellationToken);

        var closed = run.Enter(EpochStage.Closed) with { Statement = piece, ClosedAt = time.GetUtcNow(), LeaseUntil = time.GetUtcNow() };
        var after = new SpaceBooks(run.Epoch, statement.SupplyAfter, allocation.CarriedOver, piece, books.ETag);
        return await store.CloseAsync(closed, after, cancellationToken)
            ? new EpochRunOutcome.Closed(run.Epoch, allocation.Paid, OldestDue(space, after, time.GetUtcNow()) is not null)
            : new EpochRunOutcome.Overtaken(run.Epoch);
    }

    private Task<StoredPiece> PutAsync<T>(EpochRun run, string kind, T value, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        store.PutAsync(run.Space, run.Epoch.Id, kind, JsonSerializer.SerializeToUtf8Bytes(value, json), cancellationToken);

    private async Task<T> GetAsync<T>(StoredPiece piece, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize((await store.GetAsync(piece, cancellationToken)).Span, json)!;
}
