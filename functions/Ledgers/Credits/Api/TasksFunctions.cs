using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Credits.Tasks;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>What puts the slice into the app, and its addresses <c>POST …/tasks</c> and <c>POST …/merge</c>.</summary>
internal sealed class TasksFunctions(TaskCreditQueue queue, ReplicaMerge merge)
{
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

    /// <summary>A set of 5 000 signed transactions takes about 2 MB.</summary>
    private const long MergeBytesMax = 4L << 20;

    private static ApiOperation Send => new ApiOperation("Credits", "Takes a task credit or an array of them, to be counted soon")
        .For(Role.Writer).OrNode()
        .Says("A task counts once for a node and kind, however often it is sent. Without an amount the space's reward or cost counts.")
        .Takes(Shape.OneOrMany(
            Shape.OneOf(Shape.Taken(TaskCreditJson.Default.TaskCreditMessage, "TaskCreditInput", ["kind", "nodeId", "taskId"]), Event),
            TaskCreditReader.TasksMax))
        .Answers(202, "They are in the queue.", CreditAnswersJson.Default.TasksAnswer);

    /// <summary>Takes one task credit or an array: 202 once they are in the queue. Sending the same again is safe.</summary>
    [Function("TasksSend"), Operation("sendTasks", nameof(Send))]
    public async Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/tasks")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var credits = await JsonBody.ReadAsync(request, TaskCreditReader.Read, cancellation);
        foreach (var credit in credits) request.Caller().RequireNode(credit.NodeId);
        var ids = await queue.SendAsync(space.Journal, credits, cancellation);
        var messages = credits.Zip(ids, (credit, id) => new TaskMessageId(id, credit.Kind, credit.NodeId, credit.TaskId)).ToArray();
        return Results.Json(new TasksAnswer(messages.Length, messages), CreditAnswersJson.Default.TasksAnswer,
            statusCode: StatusCodes.Status202Accepted);
    }

    private static ApiOperation Merge => new ApiOperation("Credits", "Merges what a replica has recorded offline")
        .For(Role.Writer).OrNode()
        .Says("All of it or nothing. Transactions that are new must be signed by a registered replica; docs/credits.md has the "
            + "signature's form.")
        .Takes(Shape.OneOf(Shape.Taken(CreditAnswersJson.Default.ReplicaExport, "ReplicaState",
            ["format", "space", "node", "transactions"]),
            OldExport))
        .Answers(200, "It is merged.", CreditAnswersJson.Default.MergeAnswer)
        .Refuses(403, "An export of an older ledger, which the space does not accept.")
        .Refuses(409, "It contradicts what is stored.");

    /// <summary>
    /// Merges a replica's state, or an older ledger's export where the space accepts them: 200, or 400, 403 or 409 with nothing merged.
    /// </summary>
    [Function("CreditsMerge"), Operation("mergeReplica", nameof(Merge))]
    public async Task<IResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/merge")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        request.LimitBody(MergeBytesMax);
        var set = await JsonBody.ReadAsync(request, body =>
            !OldExportReader.Matches(body) ? ReplicaStateReader.Read(body, space.Name)
            : space.Config.Credits.AcceptUnsignedExports ? OldExportReader.Read(body)
            : throw new ProblemException(Problem.Forbidden(
                "Exports of this format are not signed, so anybody could have made it; while the space's credits.acceptUnsignedExports "
                    + "is true it is taken.")), cancellation);
        request.Caller().RequireNode(set.Node);
        return Results.Json(await merge.MergeAsync(space, set, cancellation), CreditAnswersJson.Default.MergeAnswer);
    }
}
