using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>
/// Reads task credits from JSON and finds every fault in them. Takes Grain's own shape, and the events
/// <c>task-complete</c> and <c>task-submitted</c> of a task handler: the first is an earn, the second a spend.
/// </summary>
internal static class TaskCreditReader
{
    /// <summary>Most tasks in one request.</summary>
    public const int TasksMax = 1000;

    /// <summary>Most characters of a type or priority.</summary>
    private const int WordLengthMax = 64;

    /// <summary>No sealed message is longer: a queue takes no more.</summary>
    private const int SealedLengthMax = 64 * 1024;

    /// <summary>The node id that the address of the event feed takes away.</summary>
    private const string Reserved = "events";

    /// <summary>In a message: the trace that it belongs to.</summary>
    private const string Trace = "traceparent";

    /// <summary>What a task handler means when it does not say the type.</summary>
    private const string EventTypeDefault = "compute";

    /// <summary>One task credit, or an array of them; what is read of faulty ones is of no use.</summary>
    /// <exception cref="ProblemException">413: too many tasks.</exception>
    public static IReadOnlyList<TaskCredit> Read(SentValue body) =>
        [.. body.AtMost(TasksMax, "tasks").Select(ReadOne).OfType<TaskCredit>()];

    /// <summary>The task credit of a queue message, which also names its space; or what it is sealed in.</summary>
    /// <exception cref="InvalidDataException">It is none; all faults are named.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static (string Space, TaskCredit? Credit, string? Sealed) ReadMessage(string text)
    {
        using var document = SentJson.Parse(Encoding.UTF8.GetBytes(text));
        var message = new SentValue(document.RootElement, new FaultList());
        var box = document.RootElement.ValueKind == JsonValueKind.Object && message.Has("sealed")
            && message.IsObject("space", "sealed", Trace)
            ? message.Text("sealed", SealedLengthMax) : null;
        var (credit, space) = (box is null ? ReadOne(message, Trace) : null, message.Line("space", 100));
        return message.Faults.All.Count == 0
            ? (space, credit, box)
            : throw new InvalidDataException("This is no task credit: "
                + string.Join("; ", message.Faults.All.Select(fault => $"{fault.Path} {fault.Message}")));
    }

    /// <summary>A node id, as everywhere in credits.</summary>
    public static string ReadNode(SentValue sent, string name)
    {
        var node = AccountId.Read(sent, name);
        if (node == Reserved) sent.Fail(name, $"must not be '{Reserved}', which is an address of its own");
        return node;
    }

    /// <summary>Whether it is an earn or a spend.</summary>
    public static string ReadKind(SentValue sent) => sent.Present("kind")
        ? sent.OptionalChoice("kind", CreditKinds.Earn, CreditKinds.Spend) ?? "" : "";

    /// <summary>What is known of a task.</summary>
    public static TaskInfo? ReadTask(SentValue sent) =>
        sent.Find("task") is not { } task || !task.IsObject("type", "priority", "submitter", "targetPeer", "durationMs")
            ? null
            : new TaskInfo
            {
                Type = task.OptionalLine("type", WordLengthMax),
                Priority = task.OptionalLine("priority", WordLengthMax),
                Submitter = task.OptionalLine("submitter", JournalKeys.AccountLengthMax),
                TargetPeer = task.OptionalLine("targetPeer", JournalKeys.AccountLengthMax),
                DurationMs = task.OptionalRounded("durationMs"),
            };

    /// <summary>One task credit; of no use if it is faulty.</summary>
    public static TaskCredit? ReadOne(SentValue sent) => ReadOne(sent, "space");

    private static TaskCredit? ReadOne(SentValue sent, string besides)
    {
        if (!sent.IsObject()) return null;
        if (sent.Find("event") is not null) return ReadEvent(sent);

        sent.IsObject("space", "kind", "nodeId", "taskId", "amount", "task", besides);
        return new TaskCredit
        {
            Kind = ReadKind(sent),
            NodeId = ReadNode(sent, "nodeId"),
            TaskId = sent.Line("taskId", TaskIds.LengthMax),
            Amount = sent.OptionalAmount("amount", CreditAmount.Zero, CreditAmount.OneMax),
            Task = ReadTask(sent),
        };
    }

    /// <summary>An event as the handler emits it, with the node it was emitted at; what else it carries does not matter here.</summary>
    private static TaskCredit ReadEvent(SentValue sent)
    {
        var isComplete = sent.OptionalChoice("event", "task-complete", "task-submitted") == "task-complete";
        SentValue? about = sent.Find(isComplete ? "result" : "task") is { Element.ValueKind: JsonValueKind.Object } found ? found : null;
        return new TaskCredit
        {
            Kind = isComplete ? CreditKinds.Earn : CreditKinds.Spend,
            NodeId = ReadNode(sent, "nodeId"),
            TaskId = sent.Line("taskId", TaskIds.LengthMax),
            Task = new TaskInfo
            {
                Type = about?.OptionalLine(isComplete ? "taskType" : "type", WordLengthMax) ?? EventTypeDefault,
                Priority = isComplete ? null : about?.OptionalLine("priority", WordLengthMax),
                Submitter = isComplete ? sent.OptionalLine("from", JournalKeys.AccountLengthMax) : null,
                TargetPeer = isComplete ? null : sent.OptionalLine("to", JournalKeys.AccountLengthMax),
                DurationMs = isComplete ? sent.OptionalRounded("duration") : null,
            },
        };
    }
}
