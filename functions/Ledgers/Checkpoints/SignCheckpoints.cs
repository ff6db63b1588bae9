namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>
/// The timer function <c>CheckpointsSign</c>: signs closed epochs that nobody has asked for yet. It has no memory of its own; where all is
/// signed that is two small reads a space.
/// </summary>
internal sealed class SignCheckpoints(SpaceDirectory spaces, CheckpointBook book, ILogger<SignCheckpoints> log)
{
    private const int SpacesAtOnceMax = 2;

    [Function("CheckpointsSign")]
    public Task RunAsync([TimerTrigger("50 */5 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, SignAsync, cancellation);

    private async Task SignAsync(Space space, CancellationToken cancellation)
    {
        try
        {
            await book.SignAsync(space.Name, cancellation);
        }
        catch (SigningKeyLostException lost)
        {
            log.LogWarning("{Space}: {Reason}", space.Name, lost.Message);
        }
    }
}
