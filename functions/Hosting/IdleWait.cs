using System.Security.Cryptography;

namespace Grain.Functions.Hosting;

/// <summary>How long to wait between two looks at an empty queue: twice as long each time, so that an idle app costs next to nothing.</summary>
internal sealed class IdleWait(TimeSpan most)
{
    /// <summary>As the Functions host: short enough that a queue in use is never waited for.</summary>
    internal static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>Percent either way, so that instances that were started together do not ask together for ever.</summary>
    private const int Jitter = 20;

    private TimeSpan next = Least;

    /// <summary>Something was found: look again soon.</summary>
    public void Reset() => next = Least;

    /// <summary>The wait after one more look in vain, at most the limit given.</summary>
    public TimeSpan Next()
    {
        var wait = next * (RandomNumberGenerator.GetInt32(100 - Jitter, 100 + Jitter + 1) / 100.0);
        next = next * 2 < most ? next * 2 : most;
        return wait < most ? wait : most;
    }
}
