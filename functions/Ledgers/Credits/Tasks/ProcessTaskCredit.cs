namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>The queue function <c>CreditsProcess</c>: takes task credits from the queue <c>task-credits</c> and counts each once.</summary>
internal sealed class ProcessTaskCredit(SpaceDirectory spaces, TaskCredits credits, ILogger<ProcessTaskCredit> log)
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
        var (name, credit) = TaskCreditReader.ReadMessage(text);
        if (await spaces.OfMessageAsync(name, $"to take the {credit.Kind} of task {credit.TaskId}", log, cancellation) is not { } space)
            return;
        if (space.IsSealed)
        {
            log.LogWarning("{Space}: a task credit is dropped: the space is sealed, and would keep it as it comes", space.Name);
            return;
        }

        var record = await credits.ApplyAsync(space, credit, maybeSeen, cancellation);
        switch (record)
        {
            case CreditRecord.Written { Entry.Unknown: { } unknown } when log.IsEnabled(LogLevel.Warning):
                log.LogWarning("{Space}: task {Task} has an unknown {Unknown}, counted as 1", space.Name, credit.TaskId,
                    string.Join(", ", unknown));
                break;
            case CreditRecord.Written { Entry.Refused: true }:
                log.LogInformation("{Space}: {Node} cannot pay for task {Task}", space.Name, credit.NodeId, credit.TaskId);
                break;
            case CreditRecord.Conflict conflict:
                log.LogWarning("{Space}: the {Kind} of task {Task} was refused: {Reason}", space.Name, credit.Kind, credit.TaskId,
                    conflict.Reason);
                break;
            case CreditRecord.OutOfRange range:
                throw new InvalidDataException(
                    $"The {credit.Kind} of task {credit.TaskId} for {credit.NodeId} was refused: {range.Reason}.");
        }
    }
}
