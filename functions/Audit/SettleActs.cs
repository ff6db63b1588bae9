using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Audit;

/// <summary>
/// The timer function <c>AuditSettle</c>: acts that were begun and not told the outcome of, by a process that ended meanwhile. Whether they
/// were done is looked up where that can be seen; else the audit says that it is not known.
/// </summary>
internal sealed class SettleActs(OpenActs open, Acts acts, TimeProvider time, ILogger<SettleActs> log)
{
    /// <summary>No request lasts longer: the host ends a function after ten minutes.</summary>
    internal static readonly TimeSpan Age = TimeSpan.FromMinutes(15);

    [Function("AuditSettle")]
    public async Task RunAsync([TimerTrigger("0 4-59/10 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var faults = new List<Exception>();
        await foreach (var act in open.ListAsync(time.GetUtcNow() - Age, cancellation))
        {
            try
            {
                await acts.SettleAsync(act, cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                log.LogError(LogEvents.ActNotSettled, fault,
                    "{Space}: {Operation}, begun {At:u}, could not be settled; the others have their turn",
                    act.Space ?? AuditLog.Owners, act.Entry.Operation, act.Entry.At);
                faults.Add(fault);
            }
        }

        if (faults.Count > 0) throw new AggregateException($"{faults.Count} acts could not be settled; the log names them.", faults);
    }
}
