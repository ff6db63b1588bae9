using Grain.Functions.Limits;

namespace Grain.Functions.Reads.Usages;

/// <summary>The timer function <c>UsageSweep</c>: deletes what spaces used on days of more than a year ago.</summary>
internal sealed class SweepUsage(SpaceDirectory spaces, UsageBook usage, TimeProvider time, ILogger<SweepUsage> log)
{
    internal const int KeptDays = 400;
    private const int SpacesAtOnceMax = 2;
    private const int RowsMax = 1_000;

    [Function("UsageSweep")]
    public Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, (space, token) => usage.SweepAsync(space.Name,
            DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-KeptDays), RowsMax, token), cancellation);
}
