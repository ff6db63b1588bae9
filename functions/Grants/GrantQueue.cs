using Grain.Functions.Storage;

namespace Grain.Functions.Grants;

/// <summary>The queue <c>grants</c>, from which <see cref="AppendGrants"/> takes.</summary>
internal sealed class GrantQueue(StorageService storage)
{
    private readonly MessageQueue queue = storage.For("grants").Queue("grants");

    /// <summary>Puts grants into the queue; when this returns they are durable.</summary>
    public async Task SendAsync(string space, string delivery, IReadOnlyList<Grant> grants, CancellationToken cancellationToken)
    {
        foreach (var message in GrantMessage.Split(space, delivery, grants)) await queue.SendAsync(message, null, cancellationToken);
    }
}
