using Grain.Functions.Ledgers.Credits.Replicas;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>What puts the slice into the app, and its addresses <c>POST …/tasks</c> and <c>POST …/merge</c>.</summary>
internal sealed class TasksFunctions(SpaceDirectory spaces, TaskCreditQueue queue, ReplicaMerge merge)
{
    /// <summary>A set of 5 000 signed transactions takes about 2 MB.</summary>
    private const long MergeBytesMax = 4L << 20;

    /// <summary>Takes one task credit or an array: 202 once they are in the queue. Sending the same again is safe.</summary>
    [Function("TasksSend")]
    public async Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/tasks")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var credits = await JsonBody.ReadAsync(request, TaskCreditReader.Read, cancellation);
        var ids = await queue.SendAsync(space.Name, credits, cancellation);
        var messages = credits.Zip(ids, (credit, id) => new TaskMessageId(id, credit.Kind, credit.NodeId, credit.TaskId)).ToArray();
        return Results.Json(new TasksAnswer(messages.Length, messages), CreditJson.Answers.TasksAnswer,
            statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// Merges a replica's state, or an older ledger's export where the space accepts them: 200, or 400, 403 or 409 with nothing merged.
    /// </summary>
    [Function("CreditsMerge")]
    public async Task<IResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/merge")] HttpRequest request,
        CancellationToken cancellation)
    {
        request.LimitBody(MergeBytesMax);
        var space = await spaces.OfRequestAsync(request, cancellation);
        var set = await JsonBody.ReadAsync(request, body =>
            !OldExportReader.Matches(body) ? ReplicaStateReader.Read(body, space.Name)
            : space.Config.Credits.AcceptUnsignedExports ? OldExportReader.Read(body)
            : throw new ProblemException(Problem.Forbidden(
                "Exports of this format are not signed, so anybody could have made it; while the space's credits.acceptUnsignedExports "
                    + "is true it is taken.")), cancellation);
        return Results.Json(await merge.MergeAsync(space, set, cancellation), CreditJson.Answers.MergeAnswer);
    }
}
