using Grain.Functions.Credits.Escrows;
using Grain.Functions.Credits.Events;
using Grain.Functions.Credits.Replicas;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Credits;

/// <summary>What puts the slice into the app, and its addresses <c>POST …/tasks</c> and <c>POST …/merge</c>.</summary>
internal static class TasksApi
{
    /// <summary>A set of 5 000 signed transactions takes about 2 MB.</summary>
    private const long MergeBytesMax = 4L << 20;

    public static IServiceCollection AddCredits(this IServiceCollection services) => services
        .AddSingleton<CreditLedger>().AddSingleton<EscrowLedger>().AddSingleton<TaskCredits>().AddSingleton<TaskCreditQueue>()
        .AddSingleton<CreditEventFeed>().AddSingleton<CreditNotices>().AddSingleton<EventQueue>().AddSingleton<EventSender>()
        .AddSingleton<ReplicaKeys>().AddSingleton<ReplicaMerge>()
        .AddSingleton<ProcessTaskCredit>().AddSingleton<SendCreditEvent>().AddSingleton<ExpireEscrows>().AddSingleton<SweepCreditEvents>()
        .AddLedgerCheck<CreditVerifier>("credits", (verifier, space, cancellationToken) => verifier.CheckAsync(space, cancellationToken))
        .AddSingleton<CreditVerifier>();

    public static void MapCredits(this WebApplication app)
    {
        app.MapHttpFunction("Tasks").MapPost("spaces/{space}/tasks", SendAsync).Describe("TasksSend");
        app.MapHttpFunction("Merge").MapPost("spaces/{space}/merge", MergeAsync).WithBodyLimit(MergeBytesMax).Describe("CreditsMerge");
        app.MapCreditReads();
        app.MapQueueFunction("ProcessTaskCredit", app.Services.GetRequiredService<ProcessTaskCredit>().RunAsync);
        app.MapQueueFunction("SendCreditEvent", app.Services.GetRequiredService<SendCreditEvent>().RunAsync);
        app.MapTimerFunction("ExpireEscrows", app.Services.GetRequiredService<ExpireEscrows>().RunAsync);
        app.MapTimerFunction("SweepCreditEvents", app.Services.GetRequiredService<SweepCreditEvents>().RunAsync);
    }

    /// <summary>Takes one task credit or an array: 202 once they are in the queue. Sending the same again is safe.</summary>
    private static async Task<IResult> SendAsync(HttpContext context, SpaceDirectory spaces, TaskCreditQueue queue, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        using var body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        var credits = TaskCreditReader.Read(body.RootElement);
        var ids = await queue.SendAsync(space.Name, credits, cancellationToken);
        var messages = credits.Zip(ids, (credit, id) => new TaskMessageId(id, credit.Kind, credit.NodeId, credit.TaskId)).ToArray();
        return Results.Json(new TasksAnswer(messages.Length, messages), CreditJson.Answers.TasksAnswer, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>Merges a replica's state, or an older ledger's export where the space accepts them: 200, or 400, 403 or 409 with nothing merged.</summary>
    private static async Task<IResult> MergeAsync(HttpContext context, SpaceDirectory spaces, ReplicaMerge merge, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        using var body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        var isOld = OldExportReader.Matches(body.RootElement);
        if (isOld && !space.Config.Credits.AcceptUnsignedExports)
            return Problem.Forbidden("Exports of this format are not signed, so anybody could have made it; while the space's credits.acceptUnsignedExports is true it is taken.");
        var request = isOld ? OldExportReader.Read(body.RootElement) : ReplicaStateReader.Read(body.RootElement, space.Name);
        return Results.Json(await merge.MergeAsync(space, request, cancellationToken), CreditJson.Answers.MergeAnswer);
    }
}
