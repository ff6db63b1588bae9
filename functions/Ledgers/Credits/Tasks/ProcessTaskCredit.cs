using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>The queue function <c>CreditsProcess</c>: takes task credits from the queue <c>task-credits</c> and counts each once.</summary>
internal sealed class ProcessTaskCredit(SpaceDirectory spaces, TaskCredits credits, CreditLedger ledger, ILogger<ProcessTaskCredit> log)
{
    /// <summary>Counts one credit. Delivered again, it changes nothing.</summary>
    /// <exception cref="InvalidDataException">The message can never be counted; after its tries it is put aside.</exception>
    [Function("CreditsProcess")]
    public Task RunAsync([QueueTrigger("task-credits")] string message, FunctionContext context, CancellationToken cancellation) =>
        RunAsync(message, maybeSeen: context.DequeueCount() > 1, cancellation);

    /// <param name="text">The message.</param>
    /// <param name="maybeSeen">Whether it was delivered before, as far as the queue knows.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task RunAsync(string text, bool maybeSeen, CancellationToken cancellation)
    {
        var (name, credit, box) = TaskCreditReader.ReadMessage(text);
        var what = credit is null ? "to take a task credit" : $"to take the {credit.Kind} of task {credit.TaskId}";
        if (await spaces.OfMessageAsync(name, what, log, cancellation) is not { } space) return;
        if (box is not null && await ledger.Sealing.OpenTextAsync(space.Journal, box, cancellation) is { } opened)
            credit = TaskCreditReader.ReadMessage(opened).Credit;
        if (credit is null)
        {
            log.LogInformation(LogEvents.TaskCreditDropped, "{Space}: a task credit is dropped: whose it is was erased", space.Name);
            return;
        }

        credit = await ledger.Sealing.NameAsync(space.Journal, credit, cancellation); // others may write to the queue, too
        var task = await ledger.Sealing.TaskAsync(space.Journal, credit.TaskId, cancellation);
        var record = await credits.ApplyAsync(space, credit, maybeSeen, cancellation);
        switch (record)
        {
            case CreditRecord.Written { Entry.Unknown: { } unknown } when log.IsEnabled(LogLevel.Warning):
                log.LogWarning(LogEvents.TaskWordUnknown, "{Space}: task {Task} has an unknown {Unknown}, counted as 1", space.Name, task,
                    string.Join(", ", unknown));
                break;
            case CreditRecord.Written { Entry.Refused: true }:
                log.LogInformation(LogEvents.TaskUnpaid, "{Space}: {Node} cannot pay for task {Task}", space.Name, credit.NodeId, task);
                break;
            case CreditRecord.Conflict conflict:
                log.LogWarning(LogEvents.TaskCreditRefused,
                    "{Space}: the {Kind} of task {Task} was refused: {Reason}", space.Name, credit.Kind, task,
                    conflict.Reason);
                break;
            case CreditRecord.OutOfRange range:
                throw new InvalidDataException(
                    $"The {credit.Kind} of task {task} for {credit.NodeId} was refused: {range.Reason}.");
        }
    }
}
