using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Epochs;

/// <summary>Epochs that have ended and are not closed, over all spaces: counted while the timer looks at each.</summary>
/// <param name="now">The present time.</param>
internal sealed class LateEpochs(DateTimeOffset now)
{
    /// <summary>After so long somebody should look: a run that failed was tried again several times by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private int spaces;
    private TimeSpan latest;

    /// <summary>A space's oldest epoch that is not closed ended then.</summary>
    public void Add(DateTimeOffset end)
    {
        lock (gate)
        {
            var late = now - end;
            if (late > Patience) spaces++;
            if (late > latest) latest = late;
        }
    }

    /// <summary>Tells whoever wants to know.</summary>
    public void Tell()
    {
        Measures.LateEpochs.Keep(spaces);
        Measures.Lateness.Keep(latest.TotalSeconds);
    }
}
