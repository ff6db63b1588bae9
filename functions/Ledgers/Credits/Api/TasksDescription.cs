using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Tasks;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>What the API document says of the addresses that take task credits.</summary>
internal static class TasksDescription
{
    private const string Tag = "Credits";

    /// <summary>A handler's own event; what else it carries does not matter.</summary>
    private static readonly ApiShape Event = Shape.Json(
        """
        {
          "type": "object",
          "description": "An event as a task handler emits it, with the node it was emitted at.",
          "properties": {
            "event": { "type": "string", "enum": ["task-complete", "task-submitted"] },
            "nodeId": { "type": "string" },
            "taskId": { "type": "string" },
            "from": { "type": "string" },
            "to": { "type": "string" },
            "duration": { "type": "integer", "format": "int64" },
            "result": { "type": "object", "properties": { "taskType": { "type": "string" } } },
            "task": { "type": "object", "properties": { "type": { "type": "string" }, "priority": { "type": "string" } } }
          },
          "required": ["event", "nodeId", "taskId"]
        }
        """);

    private static readonly ApiShape OldExport = Shape.Json(
        """
        {
          "type": "object",
          "description": "The export of an older ledger; taken only where the space accepts unsigned exports.",
          "properties": {
            "nodeId": { "type": "string" },
            "earned": { "type": "object" },
            "spent": { "type": "object" },
            "transactions": { "type": "array", "items": { "type": "object" } }
          },
          "required": ["nodeId", "earned", "spent", "transactions"]
        }
        """);

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["TasksSend"] = Send,
        ["CreditsMerge"] = Merge,
    };

    private static ApiOperation Send() => new ApiOperation(Tag, "sendTasks", "Takes a task credit or an array of them, to be counted soon")
        .Says("A task counts once for a node and kind, however often it is sent. Without an amount the space's reward or cost counts.")
        .Takes(Shape.OneOrMany(
            Shape.OneOf(Shape.Taken(TaskCreditJson.Default.TaskCreditMessage, "TaskCreditInput", ["kind", "nodeId", "taskId"]), Event),
            TaskCreditReader.TasksMax))
        .Answers(202, "They are in the queue.", Shape.Of(CreditAnswersJson.Default.TasksAnswer));

    private static ApiOperation Merge() => new ApiOperation(Tag, "mergeReplica", "Merges what a replica has recorded offline")
        .Says("All of it or nothing. Transactions that are new must be signed by a registered replica; docs/credits.md has the "
            + "signature's form.")
        .Takes(Shape.OneOf(Shape.Taken(CreditAnswersJson.Default.ReplicaExport, "ReplicaState", ["format", "space", "node", "transactions"]),
            OldExport))
        .Answers(200, "It is merged.", Shape.Of(CreditAnswersJson.Default.MergeAnswer))
        .Refuses(403, "An export of an older ledger, which the space does not accept.")
        .Refuses(409, "It contradicts what is stored.");
}
