namespace Grain.Functions.Hosting.Bodies;

/// <summary>The memory of one request's body, from its first byte to the end of the request.</summary>
public sealed class HeldBody : IDisposable
{
    private readonly BodyBudget budget;
    private readonly CancellationTokenSource evicted = new();

    internal HeldBody(BodyBudget budget, string client) => (this.budget, Client, Evicted) = (budget, client, evicted.Token);

    /// <summary>Who sends it.</summary>
    public string Client { get; }

    /// <summary>Whether the sender has proven itself.</summary>
    public bool IsProven { get; init; }

    /// <summary>Whether the body is still coming; one that is whole is let alone.</summary>
    public bool IsArriving { get; private set; } = true;

    /// <summary>Cancelled when this body makes room for others.</summary>
    public CancellationToken Evicted { get; }

    internal long Bytes { get; set; }

    internal long ProgressAt { get; set; }

    internal bool IsLeaving { get; private set; }

    /// <summary>Takes memory for more of the body, and waits until there is some.</summary>
    /// <exception cref="NoRoomException">There is none.</exception>
    public Task TakeAsync(long bytes, CancellationToken cancellation) => budget.TakeAsync(this, bytes, cancellation);

    /// <summary>Gives some of it back.</summary>
    public void Give(long bytes) => budget.Give(this, bytes);

    /// <summary>The body is whole.</summary>
    public void Arrived() => IsArriving = false;

    /// <summary>Gives all of it back.</summary>
    public void Dispose() => budget.Close(this);

    /// <summary>Tells the reader, on another thread, so that nothing of it runs inside the budget's lock.</summary>
    internal void Evict()
    {
        IsLeaving = true;
        _ = evicted.CancelAsync();
    }

    internal void End() => evicted.Dispose();
}
