using Grain.Functions.Storage;

namespace Grain.Functions.Grants;

/// <summary>The queue <c>grants</c>, from which <see cref="AppendGrants"/> takes.</summary>
internal sealed class GrantQueue(StorageService storage)
{
    private readonly MessageQueue queue = storage.For("grants").Queue("grants");

    /// <summary>Puts grants into the queue; when this returns they are durable.</summary>
    public Task SendAsync(string space, string delivery, IReadOnlyList<Grant> grants, CancellationToken cancellationToken) =>
        SendAsync(space, delivery, grants, GrantMessage.NoFormer, cancellationToken);

    /// <summary>The same for grants that may be counted already under ids of earlier versions.</summary>
    public async Task SendAsync(
        string space, string delivery, IReadOnlyList<Grant> grants, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former, CancellationToken cancellationToken)
    {
        foreach (var message in GrantMessage.Split(space, delivery, grants, former)) await queue.SendAsync(message, null, cancellationToken);
    }
}
