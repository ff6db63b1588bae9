using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Waits for a condition instead of for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>A look often costs a request: the longer the wait, the rarer they are.</summary>
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(10), PauseMax = TimeSpan.FromMilliseconds(50);

    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), what);

    public static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > Patience) throw new TimeoutException($"After {Patience} still not: {what}");
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(waited.Elapsed.Ticks / 10, PauseMin.Ticks, PauseMax.Ticks)));
        }
    }
}
