namespace Grain.Functions.Health;

/// <summary>The timer function <c>FailuresSweep</c>: forgets why messages failed that are no more.</summary>
internal sealed class SweepFailures(FailureRecords failures)
{
    [Function("FailuresSweep")]
    public Task RunAsync([TimerTrigger("0 25 3 * * *")] TimerInfo timer, CancellationToken cancellation) =>
        failures.SweepAsync(cancellation);
}
