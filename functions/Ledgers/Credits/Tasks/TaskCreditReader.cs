using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>
/// Reads task credits from JSON and finds every fault in them. Takes Grain's own shape, and the events
/// <c>task-complete</c> and <c>task-submitted</c> of a task handler: the first is an earn, the second a spend.
/// </summary>
internal sealed class TaskCreditReader
{
    /// <summary>Most tasks in one request.</summary>
    public const int TasksMax = 1000;

    /// <summary>Most characters of a type or priority.</summary>
    private const int WordLengthMax = 64;

    /// <summary>The node id that the address of the event feed takes away.</summary>
    private const string Reserved = "events";

    /// <summary>What a task handler means when it does not say the type.</summary>
    private const string EventTypeDefault = "compute";

    private readonly FaultyJson json = new();

    /// <summary>One task credit, or an array of them.</summary>
    /// <exception cref="ProblemException">400 with all faults, or 413.</exception>
    public static IReadOnlyList<TaskCredit> Read(JsonElement body) => Read(body, "$");

    /// <summary>The same, where the task credits are part of a larger body.</summary>
    public static IReadOnlyList<TaskCredit> Read(JsonElement body, string path)
    {
        var reader = new TaskCreditReader();
        var credits = new List<TaskCredit>();
        if (body.ValueKind != JsonValueKind.Array)
        {
            credits.Add(reader.ReadOne(body, path));
        }
        else
        {
            if (body.GetArrayLength() > TasksMax)
                throw new ProblemException(
                    Problem.TooLarge($"At most {TasksMax} tasks in one request; this one has {body.GetArrayLength()}."));
            foreach (var (index, element) in body.EnumerateArray().Index()) credits.Add(reader.ReadOne(element, $"{path}[{index}]"));
        }

        return reader.json.Faults.Count == 0 ? credits : throw new ProblemException(Problem.BadRequest(reader.json.Faults));
    }

    /// <summary>The task credit of a queue message, which also names its space.</summary>
    /// <exception cref="InvalidDataException">It is none; all faults are named.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static (string Space, TaskCredit Credit) ReadMessage(string text)
    {
        using var document = SentJson.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        var reader = new TaskCreditReader();
        var credit = reader.ReadOne(document.RootElement, "$");
        var space = document.RootElement.ValueKind == JsonValueKind.Object ? reader.json.Text(document.RootElement, "$", "space", 100) : "";
        return reader.json.Faults.Count == 0
            ? (space, credit)
            : throw new InvalidDataException("This is no task credit: "
                + string.Join("; ", reader.json.Faults.Select(fault => $"{fault.Path} {fault.Message}")));
    }

    /// <summary>A node id, as everywhere in credits.</summary>
    public static string ReadNode(FaultyJson json, JsonElement element, string path, string name)
    {
        var node = json.Text(element, path, name, JournalKeys.AccountLengthMax);
        if (node.Length > 0 && AccountId.Fault(node) is { } fault) json.Add($"{path}.{name}", fault);
        if (node == Reserved) json.Add($"{path}.{name}", $"must not be '{Reserved}', which is an address of its own");
        return node;
    }

    /// <summary>What is known of a task.</summary>
    public static TaskInfo? ReadTask(FaultyJson json, JsonElement? element, string path) =>
        element is not { } task || !json.IsObject(task, path, "type", "priority", "submitter", "targetPeer", "durationMs")
            ? null
            : new TaskInfo
            {
                Type = json.OptionalText(task, path, "type", WordLengthMax),
                Priority = json.OptionalText(task, path, "priority", WordLengthMax),
                Submitter = json.OptionalText(task, path, "submitter", JournalKeys.AccountLengthMax),
                TargetPeer = json.OptionalText(task, path, "targetPeer", JournalKeys.AccountLengthMax),
                DurationMs = json.OptionalWhole(task, path, "durationMs"),
            };

    private TaskCredit ReadOne(JsonElement element, string path)
    {
        var nothing = new TaskCredit { Kind = "", NodeId = "", TaskId = "" };
        if (!json.IsObject(element, path)) return nothing;
        if (FaultyJson.Member(element, "event") is not null) return ReadEvent(element, path);

        json.IsObject(element, path, "space", "kind", "nodeId", "taskId", "amount", "task");
        var kind = json.Text(element, path, "kind", WordLengthMax);
        if (kind is not ("" or CreditKinds.Earn or CreditKinds.Spend))
            json.Add($"{path}.kind", $"must be '{CreditKinds.Earn}' or '{CreditKinds.Spend}'");
        return nothing with
        {
            Kind = kind,
            NodeId = ReadNode(json, element, path, "nodeId"),
            TaskId = json.Text(element, path, "taskId", TaskIds.LengthMax),
            Amount = json.OptionalAmount(element, path, "amount", zeroAllowed: true),
            Task = ReadTask(json, FaultyJson.Member(element, "task"), $"{path}.task"),
        };
    }

    /// <summary>An event as the handler emits it, with the node it was emitted at; what else it carries does not matter here.</summary>
    private TaskCredit ReadEvent(JsonElement element, string path)
    {
        var name = json.Text(element, path, "event", WordLengthMax);
        var credit = new TaskCredit
        {
            Kind = name == "task-complete" ? CreditKinds.Earn : CreditKinds.Spend,
            NodeId = ReadNode(json, element, path, "nodeId"),
            TaskId = json.Text(element, path, "taskId", TaskIds.LengthMax),
        };
        switch (name)
        {
            case "task-complete":
                var result = ObjectOf(element, "result");
                return credit with
                {
                    Task = new TaskInfo
                    {
                        Type = (result is { } r ? json.OptionalText(r, $"{path}.result", "taskType", WordLengthMax) : null)
                            ?? EventTypeDefault,
                        Submitter = json.OptionalText(element, path, "from", JournalKeys.AccountLengthMax),
                        DurationMs = json.OptionalWhole(element, path, "duration"),
                    },
                };
            case "task-submitted":
                var task = ObjectOf(element, "task");
                return credit with
                {
                    Task = new TaskInfo
                    {
                        Type = (task is { } t ? json.OptionalText(t, $"{path}.task", "type", WordLengthMax) : null) ?? EventTypeDefault,
                        Priority = task is { } p ? json.OptionalText(p, $"{path}.task", "priority", WordLengthMax) : null,
                        TargetPeer = json.OptionalText(element, path, "to", JournalKeys.AccountLengthMax),
                    },
                };
            default:
                json.Add($"{path}.event", "must be 'task-complete' or 'task-submitted'");
                return credit;
        }
    }

    private static JsonElement? ObjectOf(JsonElement element, string name) =>
        FaultyJson.Member(element, name) is { ValueKind: JsonValueKind.Object } value ? value : null;
}
