namespace Grain.Functions.Ledgers.Grants.Queue;

/// <summary>The queue <c>grants</c>, from which the function <c>GrantsAppendQueued</c> takes.</summary>
internal sealed class GrantQueue(StorageService storage)
{
    /// <summary>
    /// When to look again. Most of the time the two were at work at once. The last time is after the time that the host gives a function
    /// (host.json): whoever had begun to count the grant without knowing of the correction has done so by then, or never will.
    /// </summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(11)];

    /// <summary>How long grants wait for room the first time; then twice as long each time, up to <see cref="RoomMax"/>.</summary>
    internal static readonly TimeSpan RoomMin = TimeSpan.FromMinutes(15);

    /// <summary>How long at most: so much later they come when owners have given the space more.</summary>
    internal static readonly TimeSpan RoomMax = TimeSpan.FromHours(4);

    private readonly MessageQueue queue = storage.For("grants").Queue("grants");

    /// <summary>Puts grants into the queue; when this returns they are durable.</summary>
    public Task SendAsync(string space, string delivery, IReadOnlyList<Grant> grants, CancellationToken cancellation) =>
        SendAsync(space, delivery, grants, GrantMessage.NoFormer, cancellation);

    /// <summary>The same for grants that may be counted already under ids of earlier versions.</summary>
    public async Task SendAsync(
        string space, string delivery, IReadOnlyList<Grant> grants, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former,
        CancellationToken cancellation)
    {
        foreach (var message in GrantMessage.Split(space, delivery, grants, former)) await queue.SendAsync(message, null, cancellation);
    }

    /// <summary>Puts grants of people back for whom the space has no room.</summary>
    public async Task WaitForRoomAsync(GrantMessage message, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        var (waited, former) = (message.Waited ?? 0, message.Former ?? GrantMessage.NoFormer);
        foreach (var part in GrantMessage.Split(message.Space, message.Delivery, grants, former, waited + 1))
            await queue.SendAsync(part, WaitOf(waited), cancellation);
    }

    /// <summary>How long grants wait for room that have waited so often.</summary>
    internal static TimeSpan WaitOf(int waited) => RoomMin * Math.Min(1L << Math.Clamp(waited, 0, 10), RoomMax / RoomMin);

    /// <summary>Puts a correction into the queue, to look whether its grant, which is about to be counted, is.</summary>
    public Task LookAgainAsync(JournalSpace space, Grant correction, CancellationToken cancellation) =>
        LookAgainAsync(new GrantMessage(space.Name, correction.GrantId, [correction]), correction, cancellation);

    /// <summary>Puts a correction that is remembered back into the queue, to look once more whether its grant is counted.</summary>
    public async Task LookAgainAsync(GrantMessage message, Grant correction, CancellationToken cancellation)
    {
        var look = message.Look ?? 0;
        if (look < Looks.Length)
            await queue.SendAsync((message with { Grants = [correction], Look = look + 1 }).ToText(), Looks[look], cancellation);
    }
}
