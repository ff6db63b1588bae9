using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Health;

/// <summary>
/// The app's queues: <c>GET /api/queues</c>, and what was put aside in each, <c>…/{queue}/poison</c>, <c>…/replay</c> and <c>…/drop</c>. Of
/// owners only, since a message may be of any space.
/// </summary>
internal sealed class QueuesFunctions(PoisonMessages poison, FunctionCatalogue catalogue)
{
    /// <summary>How much of a message is shown; what is longer is cut.</summary>
    internal const int TextLengthMax = 2000;

    private const int IdLengthMax = 100;

    private static ApiOperation List => new ApiOperation("Operations", "How many messages wait in each queue, and how many were put aside")
        .For(Role.Owner)
        .Answers(200, "The queues. The counts are about right.", QueuesJson.Default.QueuesAnswer);

    [Function("QueuesList"), Operation("listQueues", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/queues")] HttpRequest request, CancellationToken cancellation)
    {
        var states = await Task.WhenAll((await catalogue.QueuesAsync()).Select(async name =>
        {
            var (waiting, putAside) = await poison.CountAsync(name, cancellation);
            return new QueueState(name, waiting, putAside);
        }));
        return Results.Json(new QueuesAnswer(states), QueuesJson.Default.QueuesAnswer);
    }

    private static ApiOperation Read => new ApiOperation("Operations", "Messages of a queue that were put aside, with the reason of each")
        .For(Role.Owner)
        .Path("queue", "The queue.")
        .Answers(200, $"The first {StorageLimits.MessagesPerReceive}, and how many there are about.", QueuesJson.Default.PoisonAnswer);

    [Function("QueuesReadPoison"), Operation("listPoison", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/queues/{queue}/poison")] HttpRequest request,
        CancellationToken cancellation)
    {
        var queue = await QueueOfAsync(request);
        var (messages, count) = await poison.ListAsync(queue, cancellation);
        return Results.Json(new PoisonAnswer(queue, count, [.. messages.Select(PoisonShown.Of)]), QueuesJson.Default.PoisonAnswer);
    }

    private static ApiOperation PutBack => Acting("Puts messages back into their queue: the one that is named, or all")
        .Takes(QueuesJson.Default.ReplayBody);

    /// <summary>Puts messages back. What was counted meanwhile counts no second time, so replaying twice does no harm.</summary>
    [Function("QueuesReplayPoison"), Operation("replayPoison", nameof(PutBack))]
    public async Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/queues/{queue}/poison/replay")] HttpRequest request,
        CancellationToken cancellation)
    {
        var queue = await QueueOfAsync(request);
        var id = Checked((await JsonBody.ReadAsync(request, QueuesJson.Default.ReplayBody, cancellation)).MessageId);
        await request.Act().About(queue).Sets("message", id ?? "all").BeginAsync(cancellation);
        var done = id is null ? (await poison.ReplayAsync(queue, cancellation)).Replayed
            : await poison.ReplayOneAsync(queue, id, cancellation) ? 1 : 0;
        return await AnswerAsync(request, queue, done, cancellation);
    }

    private static ApiOperation Drop => Acting("Deletes a message that was put aside: what it says is never done")
        .Takes(QueuesJson.Default.DropBody, "messageId");

    [Function("QueuesDropPoison"), Operation("dropPoison", nameof(Drop))]
    public async Task<IResult> DropAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/queues/{queue}/poison/drop")] HttpRequest request,
        CancellationToken cancellation)
    {
        var queue = await QueueOfAsync(request);
        var id = Checked((await JsonBody.ReadAsync(request, QueuesJson.Default.DropBody, cancellation)).MessageId)
            ?? throw new ProblemException(Problem.BadRequest("$.messageId", "is missing"));
        await request.Act().About(queue).Sets("message", id).BeginAsync(cancellation);
        return await AnswerAsync(request, queue, await poison.DropAsync(queue, id, cancellation) ? 1 : 0, cancellation);
    }

    private static ApiOperation Acting(string summary) => new ApiOperation("Operations", summary)
        .For(Role.Owner)
        .Path("queue", "The queue.")
        .Answers(200, "How many it was, none if they were not there (any more), and how many are left about.",
            QueuesJson.Default.PoisonDoneAnswer);

    private async Task<IResult> AnswerAsync(HttpRequest request, string queue, int done, CancellationToken cancellation)
    {
        request.Act().Nothing(done == 0);
        var (_, left) = await poison.CountAsync(queue, cancellation);
        return Results.Json(new PoisonDoneAnswer(queue, done, left), QueuesJson.Default.PoisonDoneAnswer);
    }

    private async Task<string> QueueOfAsync(HttpRequest request)
    {
        var (name, all) = (request.PathValue("queue"), await catalogue.QueuesAsync());
        return all.Contains(name) ? name
            : throw new ProblemException(Problem.NotFound($"There is no such queue; there are {string.Join(", ", all)}."));
    }

    private static string? Checked(string? id) => id is null or { Length: > 0 and <= IdLengthMax } ? id
        : throw new ProblemException(Problem.BadRequest("$.messageId", $"must have 1 to {IdLengthMax} characters"));
}

/// <summary>The queues.</summary>
internal sealed record QueuesAnswer(IReadOnlyList<QueueState> Queues);

/// <summary>A queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Waiting">How many messages it has about, also those that are being worked on.</param>
/// <param name="PutAside">How many lie in its poison queue about.</param>
internal sealed record QueueState(string Name, int Waiting, int PutAside);

/// <summary>Messages that were put aside.</summary>
/// <param name="Queue">The queue they failed in.</param>
/// <param name="Count">How many there are about.</param>
/// <param name="Messages">The first of them.</param>
internal sealed record PoisonAnswer(string Queue, int Count, IReadOnlyList<PoisonShown> Messages);

/// <summary>One of them.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="PutAsideAt">When it was put aside.</param>
/// <param name="Reason">Why it failed, as far as it is known.</param>
/// <param name="Text">How it begins.</param>
internal sealed record PoisonShown(string MessageId, DateTimeOffset PutAsideAt, string Reason, string Text)
{
    public static PoisonShown Of(PoisonMessage message) => new(message.MessageId, message.PutAsideAt, message.Reason,
        Redaction.Apply(message.Text.Length <= QueuesFunctions.TextLengthMax ? message.Text : message.Text[..QueuesFunctions.TextLengthMax]));
}

/// <summary>Which message is meant; all of them if it is absent.</summary>
internal sealed record ReplayBody(string? MessageId);

/// <summary>Which message is meant.</summary>
internal sealed record DropBody(string? MessageId);

/// <summary>What was done.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Done">To how many messages.</param>
/// <param name="Left">How many are left about; hidden ones too, and what has failed again.</param>
internal sealed record PoisonDoneAnswer(string Queue, int Done, int Left);

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(QueuesAnswer))]
[JsonSerializable(typeof(PoisonAnswer))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(DropBody))]
[JsonSerializable(typeof(PoisonDoneAnswer))]
internal sealed partial class QueuesJson : JsonSerializerContext;
