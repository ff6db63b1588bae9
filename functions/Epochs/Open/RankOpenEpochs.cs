using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>
/// The timer function <c>EpochsRankOpen</c>: ranks the open epochs of all spaces in which something came. Where nothing did that is two
/// reads a shard. It keeps nothing between runs, and two at once do no harm.
/// </summary>
internal sealed class RankOpenEpochs(
    SpaceDirectory spaces, OpenRankings rankings, OpenRanker ranker, TimeProvider time, ILogger<RankOpenEpochs> log)
{
    private const int SpacesAtOnceMax = 2;

    /// <summary>Of a space with much to collect the next tick does the next part, so that it does not keep the others waiting.</summary>
    private static readonly TimeSpan CollectMax = TimeSpan.FromMinutes(1);

    /// <summary>A tick that comes a little early is as good as the right one.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(OpenEpochConfig.TickMinutes / 2.0);

    [Function("EpochsRankOpen")]
    public Task RunAsync([TimerTrigger("20 */5 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, RankAsync, cancellation);

    private async Task RankAsync(Space space, CancellationToken cancellation)
    {
        var every = (space.Config.OpenEpoch ?? new()).EveryMinutes;
        if (!space.Config.Enabled || every == 0 || !await IsTimeAsync(space, every, cancellation)) return;
        switch (await ranker.RunAsync(space, CollectMax, cancellation))
        {
            case OpenOutcome.Ranked { IsNew: true } ranked:
                log.LogInformation(LogEvents.OpenEpochRanked, "{Space}: the open epoch {Epoch} is ranked", space.Name, ranked.Run.Epoch.Id);
                break;
            case OpenOutcome.Unfinished unfinished:
                log.LogInformation(LogEvents.OpenEpochCollected,
                    "{Space}: {Grants} grants are collected for the open epoch; the next tick goes on", space.Name,
                    unfinished.Grants);
                break;
        }
    }

    private async Task<bool> IsTimeAsync(Space space, int every, CancellationToken cancellation) =>
        every <= OpenEpochConfig.TickMinutes || await rankings.FindAsync(space.Name, cancellation) is not { } run
        || time.GetUtcNow() - run.StageAt >= TimeSpan.FromMinutes(every) - Early;
}
