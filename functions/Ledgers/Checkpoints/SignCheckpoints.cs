using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>
/// The timer function <c>CheckpointsSign</c>: signs closed epochs that nobody has asked for yet, and has them published where a space says
/// so: each at least once, whoever signed it. Where all is done that is two small reads a space.
/// </summary>
internal sealed class SignCheckpoints(
    SpaceDirectory spaces, CheckpointBook book, CheckpointQueue queue, ILogger<SignCheckpoints> log)
{
    private const int SpacesAtOnceMax = 2;

    /// <summary>Of many that were missed the latest are told; each of them names the one before.</summary>
    private const int ToldAtOnceMax = 20;

    [Function("CheckpointsSign")]
    public Task RunAsync([TimerTrigger("50 */5 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, SignAsync, cancellation);

    private async Task SignAsync(Space space, CancellationToken cancellation)
    {
        try
        {
            var head = await book.SignAsync(space.Name, cancellation);
            if (space.Config.Proofs?.Publish is not null) await TellAsync(space.Name, head, cancellation);
        }
        catch (SigningKeyLostException lost)
        {
            log.LogWarning(LogEvents.CheckpointUnsigned, "{Space}: {Reason}", space.Name, lost.Message);
        }
    }

    private async Task TellAsync(string space, CheckpointHead head, CancellationToken cancellation)
    {
        // Who has only begun to publish begins with the latest.
        var told = Math.Max(head.Told ?? head.Checkpoints - 1, head.Checkpoints - ToldAtOnceMax);
        if (told >= head.Checkpoints) return;
        foreach (var checkpoint in await book.ListAfterAsync(space, told, cancellation))
            await queue.SendAsync(new CheckpointMessage(space, checkpoint.Epoch, 1), TimeSpan.Zero, cancellation);
        // Where somebody else writes meanwhile, the next tick tells them again.
        await book.TryNoteToldAsync(space, head, head.Checkpoints, cancellation);
    }
}
