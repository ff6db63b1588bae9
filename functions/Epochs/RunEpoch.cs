using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Epochs;

/// <summary>What lies in the queue <c>epochs</c>: a space whose oldest due epoch shall be run.</summary>
/// <param name="Space">The space's name.</param>
internal sealed record EpochMessage(string Space);

/// <summary>The queue <c>epochs</c>.</summary>
internal sealed class EpochQueue(StorageService storage)
{
    private readonly MessageQueue queue = storage.For("epochs").Queue("epochs");

    public Task AskAsync(string space, CancellationToken cancellation, TimeSpan? after = null) =>
        queue.SendAsync(JsonSerializer.Serialize(new EpochMessage(space), EpochJson.Default.EpochMessage), after, cancellation);
}

/// <summary>
/// The queue function <c>EpochsRun</c>: one epoch a message. It asks for the next one itself until none is due; that lies behind what waits
/// already, so spaces take turns however many epochs one has to catch up.
/// </summary>
internal sealed class RunEpoch(SpaceDirectory spaces, EpochRunner runner, EpochQueue queue, TimeProvider time, ILogger<RunEpoch> log)
{
    [Function("EpochsRun")]
    public async Task RunAsync([QueueTrigger("epochs")] string text, CancellationToken cancellation)
    {
        var message = JsonSerializer.Deserialize(text, EpochJson.Default.EpochMessage) ?? throw new JsonException("The message is null.");
        var known = await spaces.OfMessageAsync(message.Space, "to run an epoch of", log, cancellation, fresh: true);
        if (known is not { ArchivedAt: null, Config.Enabled: true } space) return;
        space = await spaces.FixDecimalsAsync(space, cancellation); // what it pins counts in them
        await GoOnAsync(space, await runner.RunAsync(space, cancellation), cancellation);
    }

    private async Task GoOnAsync(Space space, EpochRunOutcome outcome, CancellationToken cancellation)
    {
        Measures.Epochs.Count(outcome.Word);
        switch (outcome)
        {
            case EpochRunOutcome.Closed closed:
                log.LogInformation(LogEvents.EpochClosed,
                    "{Space}: epoch {Epoch} is closed; {Paid} base units paid", space.Name, closed.Epoch.Id, closed.Paid);
                if (closed.MoreDue) await queue.AskAsync(space.Name, cancellation);
                break;
            case EpochRunOutcome.AlreadyRunning running:
                // It may be the claim of a run that crashed: look again when it has expired.
                log.LogInformation(LogEvents.EpochRunning,
                    "{Space}: epoch {Epoch} is being run by somebody else", space.Name, running.Epoch.Id);
                await queue.AskAsync(space.Name, cancellation, Later(running.LeaseUntil));
                break;
            case EpochRunOutcome.Waiting waiting:
                log.LogInformation(LogEvents.EpochWaiting,
                    "{Space}: epoch {Epoch} waits until {Until:u}; the timer asks for it then", space.Name, waiting.Epoch.Id,
                    waiting.Until);
                break;
            case EpochRunOutcome.Failed failed:
                // Not thrown: the message would be tried five times in a row, and then lie in the poison queue.
                log.LogError(LogEvents.EpochFailed, failed.Reason,
                    "{Space}: epoch {Epoch} failed and waits until {Until:u}", space.Name, failed.Epoch.Id,
                    failed.Until);
                break;
            case EpochRunOutcome.Unfinished unfinished:
                log.LogInformation(LogEvents.EpochUnfinished,
                    "{Space}: epoch {Epoch} goes on from {Stage} in another message", space.Name, unfinished.Epoch.Id,
                    unfinished.Stage);
                await queue.AskAsync(space.Name, cancellation);
                break;
            case EpochRunOutcome.Overtaken overtaken:
                log.LogInformation(LogEvents.EpochOvertaken,
                    "{Space}: another run has epoch {Epoch}, or has closed it already; this one ends", space.Name,
                    overtaken.Epoch.Id);
                break;
        }
    }

    private TimeSpan Later(DateTimeOffset leaseUntil)
    {
        var wait = leaseUntil - time.GetUtcNow();
        return wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
    }
}
