using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Activities.Log;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>What lies in the queue <c>activity</c>: facts as they are posted, with the space they are for.</summary>
/// <param name="Space">The space.</param>
/// <param name="Facts">The facts, in the form of <c>POST …/activity</c>.</param>
internal sealed record ActivityMessage(string Space, IReadOnlyList<JsonElement> Facts);

/// <summary>The queue <c>activity</c>, from which <see cref="CountActivity"/> takes. A gateway may write to it directly.</summary>
internal sealed class ActivityQueue(StorageService storage, ActivityLedger ledger, TimeProvider time)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "activity";

    private readonly MessageQueue queue = storage.For("activity").Queue(Name);

    /// <summary>Puts facts into the queue, in as few messages as will hold them; when this returns they are durable.</summary>
    /// <exception cref="ProblemException">413: a fact alone is too large for a message.</exception>
    public async Task SendAsync(string space, IEnumerable<JsonElement> facts, CancellationToken cancellation)
    {
        foreach (var part in MessageParts.Pack(facts, SizeOf))
            await queue.SendAsync(
                JsonSerializer.Serialize(new ActivityMessage(space, part), ActivityMessageJson.Default.ActivityMessage), null,
                cancellation);
    }

    /// <summary>The same; in a sealed space they are counted at once, since the queue would hold them as they come.</summary>
    public async Task SendAsync(Space space, IEnumerable<JsonElement> facts, CancellationToken cancellation)
    {
        if (!space.IsSealed)
        {
            await SendAsync(space.Name, facts, cancellation);
            return;
        }

        var faults = new FaultList();
        ActivityFact[] read = [.. facts.Select(each => FactReader.ReadOne(new SentValue(each, faults, "$"), time.GetUtcNow()))
            .OfType<ActivityFact>()];
        if (read.Length > 0 && space.Config.Activity.Enabled) await ledger.AppendAsync(space, read, maybeSeen: true, cancellation);
    }

    private static int SizeOf(JsonElement fact)
    {
        var size = MessageParts.SizeOf(fact.GetRawText());
        return size <= MessageParts.BytesMax ? size
            : throw new ProblemException(
                Problem.TooLarge($"A fact of {size} bytes does not fit a message; {MessageParts.BytesMax} do."));
    }
}

/// <summary>The queue function <c>ActivityCount</c>: takes facts from the queue <c>activity</c> and counts each once.</summary>
internal sealed class CountActivity(SpaceDirectory spaces, ActivityLedger ledger, TimeProvider time, ILogger<CountActivity> log)
{
    /// <summary>Counts the facts of a message. Delivered again, it changes nothing.</summary>
    /// <exception cref="InvalidDataException">Something in it can never be counted; the rest of it is. After its tries it is put
    /// aside.</exception>
    [Function("ActivityCount")]
    public Task RunAsync([QueueTrigger("activity")] string message, FunctionContext context, CancellationToken cancellation) =>
        RunAsync(message, maybeSeen: context.DequeueCount() > 1, cancellation);

    /// <param name="text">The message.</param>
    /// <param name="maybeSeen">Whether it was delivered before, as far as the queue knows.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task RunAsync(string text, bool maybeSeen, CancellationToken cancellation)
    {
        var message = JsonSerializer.Deserialize(text, ActivityMessageJson.Default.ActivityMessage);
        if (message is not { Space: { } name, Facts: { } elements })
            throw new InvalidDataException("The message has no space, or no facts.");
        if (await spaces.OfMessageAsync(name, "to count activity in", log, cancellation) is not { } space) return;
        if (!space.Config.Activity.Enabled)
        {
            log.LogInformation(LogEvents.FactsPassedOver,
                "{Space}: {Count} facts were passed over: the space takes no activity", space.Name, elements.Count);
            return;
        }

        var faults = new FaultList();
        ActivityFact[] facts =
        [
            .. elements.Index()
                .Select(each => FactReader.ReadOne(new SentValue(each.Item, faults, $"facts[{each.Index}]"), time.GetUtcNow()))
                .OfType<ActivityFact>(),
        ];
        var outcomes = await ledger.AppendAsync(space, facts, maybeSeen, cancellation);
        foreach (var (fact, outcome) in facts.Zip(outcomes))
            if (outcome is ActivityOutcome.ConflictsWithEarlier or ActivityOutcome.Refused)
                log.LogWarning(LogEvents.FactNotCounted, "{Space}: the {Kind} {Id} was not counted: {Outcome}", space.Name, fact.Kind,
                    space.IsSealed ? "of somebody" : fact.Id, outcome);
        if (faults.Count > 0)
            throw new InvalidDataException(
                $"Facts cannot be counted: {string.Join("; ", faults.All.Select(fault => $"{fault.Path} {fault.Message}"))}");
    }
}

/// <summary>How messages are written; a member that stands twice is refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ActivityMessage))]
internal sealed partial class ActivityMessageJson : JsonSerializerContext;
