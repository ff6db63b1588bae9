using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Spaces;

/// <summary>What lies in the queue <c>spaces</c>: a deleted space of which the next piece is to be removed.</summary>
/// <param name="Space">The space's name.</param>
/// <param name="Piece">Which piece.</param>
internal sealed record EraseMessage(string Space, int Piece);

/// <summary>The queue <c>spaces</c>.</summary>
internal sealed class EraseQueue(StorageService storage)
{
    private readonly MessageQueue queue = storage.For("spaces").Queue("spaces");

    /// <summary>Asks for the next piece of a space that is being deleted.</summary>
    public Task AskAsync(Space space, CancellationToken cancellation, TimeSpan? after = null) => queue.SendAsync(
        JsonSerializer.Serialize(new EraseMessage(space.Name, space.Deletion!.Piece), SpaceJson.Default.EraseMessage), after, cancellation);
}

/// <summary>
/// The queue function <c>SpacesErase</c>: removes a piece of what a deleted space held, and asks for the next one. It may be cut off
/// anywhere, and delivered twice: what is removed is removed, and one of two goes on.
/// </summary>
internal sealed class EraseSpace(SpaceDirectory spaces, SpaceRemains remains, EraseQueue queue, TimeProvider time, ILogger<EraseSpace> log)
{
    [Function("SpacesErase")]
    public async Task RunAsync([QueueTrigger("spaces")] string text, CancellationToken cancellation)
    {
        if (JsonSerializer.Deserialize(text, SpaceJson.Default.EraseMessage) is not { Space: not null } message)
            throw new InvalidDataException("The message names no space that was deleted.");
        if (await spaces.LookAsync(message.Space, fresh: true, cancellation) is not { Deletion: { GoneAt: null } deletion } space
            || deletion.Piece != message.Piece) return;
        var isEmpty = await remains.RemoveAsync(space.Name, cancellation);
        var left = deletion.At + Deletion.Watch - time.GetUtcNow();
        var isGone = isEmpty && left <= TimeSpan.Zero;
        var next = space with { Deletion = deletion with { Piece = deletion.Piece + 1, GoneAt = isGone ? time.GetUtcNow() : null } };
        if (await spaces.ReplaceAsync(space, next, cancellation) is not { } written) return;
        if (isGone) log.LogInformation(LogEvents.SpaceErased, "{Space}: all that the deleted space held is removed", space.Name);
        else await queue.AskAsync(written, cancellation, isEmpty ? left : null);
    }
}

/// <summary>
/// The timer function <c>SpacesEraseRest</c>: asks for the next piece of every space that is being deleted. Mostly somebody has asked
/// already, and then nothing comes of it.
/// </summary>
internal sealed class EraseRest(SpaceDirectory spaces, EraseQueue queue, ILogger<EraseRest> log)
{
    private const int SpacesAtOnceMax = 4;

    [Function("SpacesEraseRest")]
    public Task RunAsync([TimerTrigger("0 27 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpaceState.Deleting, SpacesAtOnceMax, log, (space, token) => queue.AskAsync(space, token), cancellation);
}
