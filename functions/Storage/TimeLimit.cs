namespace Grain.Functions.Storage;

/// <summary>Gives work up when a time is over by the app's clock, or when whoever asked gives it up.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenSource either;

    /// <param name="time">The clock.</param>
    /// <param name="most">How long the work may take; nothing or less: it is over.</param>
    /// <param name="cancellation">Gives up.</param>
    public TimeLimit(TimeProvider time, TimeSpan most, CancellationToken cancellation)
    {
        over = new CancellationTokenSource(most > TimeSpan.Zero ? most : TimeSpan.Zero, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, over.Token);
    }

    /// <summary>For the work.</summary>
    public CancellationToken Token => either.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        either.Dispose();
        over.Dispose();
    }
}
