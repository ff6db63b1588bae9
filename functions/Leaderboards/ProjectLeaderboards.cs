using Azure;
using Grain.Functions.Spaces;

namespace Grain.Functions.Leaderboards;

/// <summary>
/// The timer function <c>LeaderboardsProject</c>: brings the boards of all spaces up to date, so that a reader seldom has to. Where nothing
/// moved that is one slim read a shard. It keeps nothing between runs, and two at once do no harm.
/// </summary>
internal sealed class ProjectLeaderboards(SpaceDirectory spaces, Boards boards, ILogger<ProjectLeaderboards> log)
{
    private const int SpacesAtOnceMax = 4;

    [Function("LeaderboardsProject")]
    public async Task RunAsync([TimerTrigger("30 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            spaces.ListAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = SpacesAtOnceMax, CancellationToken = cancellationToken },
            async (space, token) => await RefreshAsync(space, token));

    private async Task RefreshAsync(Space space, CancellationToken cancellationToken)
    {
        try
        {
            await boards.RefreshAsync(space, cancellationToken);
        }
        catch (Exception fault) when (fault is RequestFailedException or InvalidDataException)
        {
            // One space must not keep the others from their turn; its readers are told how old its board is.
            log.LogError(fault, "{Space}: the leaderboard could not be brought up to date", space.Name);
        }
    }
}
