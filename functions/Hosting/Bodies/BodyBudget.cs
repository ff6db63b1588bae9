namespace Grain.Functions.Hosting.Bodies;

/// <summary>There is no memory for a body now: the same request may succeed later.</summary>
public sealed class NoRoomException() : Exception("Too many bodies are coming in at once; the same request may succeed later.");

/// <summary>
/// The memory that bodies take in this process, all together. While there is room, everybody has it. When there is none, those that are not
/// proven make room, for each other and for the proven: first of a client that holds more than its share by several bodies, then whichever
/// has brought nothing for the longest time. So whoever holds on loses to whoever sends, and a signed delivery comes in while others try to
/// keep it out.
/// </summary>
/// <param name="most">Bytes of all bodies together. One body takes twice its length while it is put together.</param>
/// <param name="time">Measures patience.</param>
public sealed class BodyBudget(long most, TimeProvider time)
{
    /// <summary>What a client may hold by several bodies, when there is no room: one part of so many.</summary>
    public const int Shares = 4;

    /// <summary>How long a body waits until others that may stay are through.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>A body that is proven and brings nothing for so long is worth no more than any other.</summary>
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly HashSet<HeldBody> bodies = [];
    private TaskCompletionSource freed = NewSignal();

    /// <summary>Bytes that there are.</summary>
    public long Most => most;

    /// <summary>Bytes that are taken now.</summary>
    public long Taken { get; private set; }

    /// <summary>Begins a body; its memory is given back when it is disposed of.</summary>
    /// <param name="client">Who sends it, as far as anybody knows.</param>
    /// <param name="isProven">Whether its sender has proven itself before the body came.</param>
    public HeldBody Open(string client, bool isProven)
    {
        var body = new HeldBody(this, client) { IsProven = isProven, ProgressAt = time.GetTimestamp() };
        lock (gate) bodies.Add(body);
        return body;
    }

    internal async Task TakeAsync(HeldBody body, long bytes, CancellationToken cancellation)
    {
        if (body.Bytes + bytes > most) throw new NoRoomException();
        var start = time.GetTimestamp();
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (TryTake(body, bytes)) return;
                MakeRoom(body, bytes);
                signal = freed.Task;
            }

            await WaitAsync(signal, Patience - time.GetElapsedTime(start), cancellation);
        }
    }

    internal void Give(HeldBody body, long bytes)
    {
        lock (gate)
        {
            (Taken, body.Bytes) = (Taken - bytes, body.Bytes - bytes);
            freed.SetResult();
            freed = NewSignal();
        }
    }

    internal void Close(HeldBody body)
    {
        Give(body, body.Bytes);
        lock (gate)
        {
            bodies.Remove(body);
            body.End();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(Task signal, TimeSpan rest, CancellationToken cancellation)
    {
        try
        {
            if (rest <= TimeSpan.Zero) throw new NoRoomException();
            await signal.WaitAsync(rest, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new NoRoomException();
        }
    }

    private bool TryTake(HeldBody body, long bytes)
    {
        if (Taken + bytes > most) return false;
        (Taken, body.Bytes, body.ProgressAt) = (Taken + bytes, body.Bytes + bytes, time.GetTimestamp());
        return true;
    }

    /// <summary>Has as many go as are needed; what they hold comes back as soon as their readers have heard of it.</summary>
    private void MakeRoom(HeldBody newcomer, long bytes)
    {
        var left = Taken - bodies.Where(body => body.IsLeaving).Sum(body => body.Bytes);
        while (left + bytes > most && LoserTo(newcomer) is { } loser)
        {
            left -= loser.Bytes;
            loser.Evict();
        }
    }

    private HeldBody? LoserTo(HeldBody newcomer)
    {
        var arriving = bodies.Where(body => body != newcomer && body is { IsArriving: true, IsLeaving: false, Bytes: > 0 } && MayLose(body))
            .ToArray();
        var greedy = arriving.GroupBy(body => body.Client, StringComparer.Ordinal)
            .Where(client => client.Skip(1).Any() && client.Sum(body => body.Bytes) > most / Shares)
            .MaxBy(client => client.Sum(body => body.Bytes));
        return (greedy ?? arriving.AsEnumerable()).MinBy(body => body.ProgressAt);
    }

    private bool MayLose(HeldBody body) => !body.IsProven || time.GetElapsedTime(body.ProgressAt) >= Stall;
}
