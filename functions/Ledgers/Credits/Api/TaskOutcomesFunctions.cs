using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>The address <c>GET …/tasks/{task}</c>: what became of a task that was reported.</summary>
internal sealed class TaskOutcomesFunctions(CreditLedger ledger, TaskOutcomes outcomes, FaceReader people)
{
    private const string NothingKnown = "Nothing is counted for the node: it waits in the queue task-credits, was put aside, or was never "
        + "sent.";

    private static ApiOperation Read => new ApiOperation("Credits", "What became of a task at a node")
        .For(Role.Reader).OrNode("node")
        .Key("task", "The task's id.", "task")
        .Key("node", "The node's id.")
        .Says("However often it was sent, it came to this once. What was sent otherwise under the same id was refused, and is not told.")
        .Answers(200, "What is known.", CreditAnswersJson.Default.TaskOutcomesAnswer);

    [Function("TasksRead"), Operation("getTask", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/tasks/{*task:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (node, shown) = await ledger.ShownNodeOfAsync(people, request, space, cancellation);
        var task = request.IdOf("task", "task");
        if (task.Length is 0 or > TaskIds.LengthMax)
            return Problem.BadRequest("task", $"must have 1 to {TaskIds.LengthMax} characters");
        var kept = await ledger.Sealing.TaskAsync(space.Journal, task, cancellation);
        var found = await outcomes.ReadAsync(space.Journal, node, kept, cancellation);
        var reason = found.Count > 0 ? null : NothingKnown;
        return Results.Json(new TaskOutcomesAnswer(task, shown, [.. found.Select(TaskOutcomeRow.Of)], reason),
            CreditAnswersJson.Default.TaskOutcomesAnswer);
    }

    [Function("TasksReadById"), Operation("getTaskById", nameof(Read))]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/tasks")] HttpRequest request,
        Space space, CancellationToken cancellation) => ReadAsync(request, space, cancellation);
}

/// <summary>What became of a task at a node.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="NodeId">The node.</param>
/// <param name="Outcomes">What is known of its earn, spend and refund there.</param>
/// <param name="Reason">Why nothing is known.</param>
internal sealed record TaskOutcomesAnswer(string TaskId, string NodeId, IReadOnlyList<TaskOutcomeRow> Outcomes, string? Reason);

/// <summary>What became of an earn, spend or refund.</summary>
/// <param name="Kind">Which.</param>
/// <param name="State"><c>counted</c>, <c>held</c>, <c>refused</c> or <c>conflict</c>.</param>
/// <param name="Reason">Why, where it is not simply counted.</param>
/// <param name="Transaction">The entry in the node's account.</param>
internal sealed record TaskOutcomeRow(string Kind, string State, string? Reason, CreditRow? Transaction)
{
    public static TaskOutcomeRow Of(TaskOutcome outcome) =>
        new(outcome.Kind, outcome.State, outcome.Reason, outcome.Entry is { } entry ? CreditRow.Of(entry) : null);
}
