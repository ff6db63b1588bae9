namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// The timer function <c>LeaderboardsProject</c>: brings the boards of all spaces up to date, so that a reader seldom has to. Where nothing
/// moved that is three reads a shard: who has how many grants, the heads of grain, and legacy scores. It keeps nothing between runs, and
/// two at once do no harm.
/// </summary>
internal sealed class ProjectLeaderboards(SpaceDirectory spaces, Boards boards, ILogger<ProjectLeaderboards> log)
{
    private const int SpacesAtOnceMax = 4;

    [Function("LeaderboardsProject")]
    public Task RunAsync([TimerTrigger("30 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, boards.RefreshAsync, cancellation);
}
