using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// Computes all closed epochs again in order, each on what the ones before would have paid: who gains and who loses in all. Reads only.
/// Memory holds one epoch and a sum for each person, however many epochs there are.
/// </summary>
internal sealed class Replay(EpochStore store, EpochTrial trial, RegisterStore registers, TimeProvider time)
{
    /// <summary>How long an answer takes at most, but for the epoch that it is at: a host lets a request have 230 s.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    /// <summary>How much is computed and told.</summary>
    /// <param name="People">How many people to tell of in all.</param>
    /// <param name="PeoplePerEpoch">How many to tell of each epoch.</param>
    /// <param name="EpochsMax">After so many epochs the answer ends, and says how to go on.</param>
    /// <param name="TimeMax">After so long it ends likewise; never if absent.</param>
    public sealed record Extent(int People, int PeoplePerEpoch, int EpochsMax, TimeSpan? TimeMax);

    /// <summary>Replays.</summary>
    /// <param name="space">The space.</param>
    /// <param name="question">What to change; checked.</param>
    /// <param name="from">The first epoch that is computed again; the first of all if absent.</param>
    /// <param name="state">Where an earlier answer stopped; absent at the beginning.</param>
    /// <param name="extent">How much.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="progress">Is told how many epochs are done, and of how many.</param>
    /// <param name="faces">How people are shown to who asks; all as themselves if absent.</param>
    /// <exception cref="ProblemException">404: nothing is closed, or not that epoch.</exception>
    public async Task<ReplayAnswer> RunAsync(
        Space space, WhatIfQuestion question, string? from, ReplayState? state, Extent extent, CancellationToken cancellation,
        Action<int, int>? progress = null, Faces? faces = null)
    {
        faces ??= Faces.Plain;
        var closed = new List<EpochRun>();
        await foreach (var run in store.ListAsync(space.Name, cancellation)) if (run.Stage == EpochStage.Closed) closed.Add(run);
        var first = FirstOf(space, closed, state?.From ?? from);
        var at = state is null ? first : 1 + closed.FindIndex(run => run.Epoch.Id == state.After);
        if (at < first || at >= closed.Count)
            throw new ProblemException(Problem.BadRequest("$.continue", "goes on where nothing follows: begin again without it"));
        var lookback = await trial.LookbackMaxAsync(closed.Skip(at), question, cancellation);
        var (past, began, told) =
            (state?.ToPast(lookback) ?? new OtherPast { LookbackMax = lookback }, time.GetTimestamp(), new List<EpochReplayed>());
        TriedEpoch tried;
        do
        {
            tried = await trial.ComputeAsync(closed[..(at + 1)], question, past, cancellation);
            past.Take(tried);
            told.Add(EpochReplayed.Of(tried, extent.PeoplePerEpoch, faces));
            progress?.Invoke(at + 1 - first, closed.Count - first);
            at++;
        }
        while (at < closed.Count && told.Count < extent.EpochsMax && !(time.GetElapsedTime(began) >= extent.TimeMax));

        var people = Outcome.Ordered(Totals.Of(tried, past, await registers.ReadAsync(space.Journal, cancellation)));
        var shown = ShownOutcome.Of(people, faces);
        var (paid, would) =
            (GrainAmount.Sum(past.Paid.Values.Select(each => each.Before)), GrainAmount.Sum(past.Paid.Values.Select(each => each.After)));
        return new ReplayAnswer(
            space.Name, closed[first].Epoch.Id, tried.Run.Epoch.Id, at - first, closed.Count - at,
            new(tried.Before.Scores.TotalMint, tried.After.Scores.TotalMint), new(paid, would), shown.People.Count,
            people.Count(person => person.Grain.After > person.Grain.Before),
            people.Count(person => person.Grain.After < person.Grain.Before),
            [.. shown.People.Take(extent.People)], told,
            at < closed.Count ? NextOf(ReplayState.Of(closed[first].Epoch.Id, tried.Run.Epoch.Id, past), faces) : null)
        {
            Others = shown.Others,
        };
    }

    private static string? NextOf(ReplayState state, Faces faces) => faces.HideNobody ? state.ToText()
        : faces.Secret is { } secret ? SealedState.Seal(state.ToText(), secret) : null;

    private static int FirstOf(Space space, List<EpochRun> closed, string? from)
    {
        if (closed.Count == 0) throw AskedEpochs.NoneClosed(space, null);
        var first = from is null ? 0 : closed.FindIndex(run => run.Epoch.Id == from);
        return first >= 0 ? first : throw AskedEpochs.NoneClosed(space, from);
    }

    /// <summary>Grain of all epochs that were tried, by the people there are now; cred as of the last of them.</summary>
    private static class Totals
    {
        public static IEnumerable<PersonCompared> Of(TriedEpoch last, OtherPast past, CommunityRegister register)
        {
            var grain = past.Paid.GroupBy(paid => register.Resolve(paid.Key), StringComparer.Ordinal).ToDictionary(
                group => group.Key,
                group => new Compared<GrainAmount>(
                    GrainAmount.Sum(group.Select(paid => paid.Value.Before)), GrainAmount.Sum(group.Select(paid => paid.Value.After))),
                StringComparer.Ordinal);
            var nothing = new Compared<GrainAmount>(GrainAmount.Zero, GrainAmount.Zero);
            foreach (var (id, before) in last.Before.Standings)
            {
                // Ids that were joined since were ranked apart: the first of them has the grain of all.
                grain.Remove(register.Resolve(id), out var own);
                yield return Outcome.Of(id, before, last.After.Standings[id], own ?? nothing) is var person
                    && register.Find(id)?.Name is { } name ? person with { Name = name } : person;
            }

            foreach (var (id, amounts) in grain)
                yield return new PersonCompared(id, register.Find(id)?.Name ?? id, new(0, 0), new(0, 0), new(0, 0), amounts);
        }
    }
}
