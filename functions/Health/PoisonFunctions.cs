using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Health;

/// <summary>Messages that were put aside after too many tries, for owners: they may be of any space, and name people.</summary>
internal sealed class PoisonFunctions(PoisonMessages poison, FunctionCatalogue catalogue)
{
    private static readonly ApiShape SomeOrAll = Shape.Json($$"""
        {
          "type": "object",
          "properties": {
            "ids": {
              "type": "array", "minItems": 1, "maxItems": {{IdsMax}}, "items": { "type": "string", "minLength": 1, "maxLength": 100 }
            },
            "all": { "type": "boolean", "enum": [true] }
          },
          "additionalProperties": false
        }
        """);

    private const int IdsMax = 100;

    private static ApiOperation List => new ApiOperation("Operations", "Messages that were put aside after too many tries")
        .For(Role.Owner)
        .Says("Of each queue how many there are about, and the first 32 with the reason.")
        .Query("queue", "Only this queue, as in `grants`.")
        .Answers(200, "Every queue.", HealthJson.Default.PoisonAnswer)
        .Refuses(404, "There is no such queue.");

    [Function("PoisonList"), Operation("listPoison", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/poison")] HttpRequest request, CancellationToken cancellation)
    {
        var only = QueryReader.Of(request, query => query.Text("queue"));
        var names = await catalogue.QueuesAsync();
        if (only is not null && !names.Contains(only)) return NoQueue(only, names);
        var queues = new List<PoisonQueue>();
        foreach (var name in only is null ? names : [only])
        {
            var (first, count) = await poison.ListAsync(name, cancellation);
            queues.Add(new PoisonQueue(name, count, [.. first.Select(message => PoisonRow.Of(message, withText: false))]));
        }

        return Results.Json(new PoisonAnswer(queues), HealthJson.Default.PoisonAnswer);
    }

    private static ApiOperation Read => new ApiOperation("Operations", "A message that was put aside, with all it says")
        .For(Role.Owner)
        .Path("queue", "The queue it failed in.").Path("message", "Its id, as in the list.")
        .Answers(200, "The message.", HealthJson.Default.PoisonRow)
        .Refuses(404, "It is not there, or somebody else has taken it just now.");

    [Function("PoisonRead"), Operation("getPoison", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/poison/{queue}/messages/{message}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var (queue, names) = (request.PathValue("queue"), await catalogue.QueuesAsync());
        if (!names.Contains(queue)) return NoQueue(queue, names);
        return await poison.FindAsync(queue, request.PathValue("message"), cancellation) is { } found
            ? Results.Json(PoisonRow.Of(found, withText: true), HealthJson.Default.PoisonRow)
            : Problem.NotFound($"There is no such message in {queue}{PoisonMessages.Suffix}, or somebody has taken it just now.");
    }

    private static ApiOperation PutBack => Some("Puts messages back into their queue",
        "Their function tries them again, five times. What was counted before counts once. Cut off, some may have been put back twice.");

    [Function("PoisonReplay"), Operation("replayPoison", nameof(PutBack))]
    public Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/poison/{queue}/replay")] HttpRequest request,
        CancellationToken cancellation) =>
        TakeAsync(request, (queue, ids) => poison.ReplayAsync(queue, cancellation, ids), cancellation);

    private static ApiOperation TakeOut => Some("Takes messages out for ever",
        "What they told is not counted, unless its sender tells it again.");

    [Function("PoisonDrop"), Operation("dropPoison", nameof(TakeOut))]
    public Task<IResult> DropAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/poison/{queue}/drop")] HttpRequest request,
        CancellationToken cancellation) =>
        TakeAsync(request, (queue, ids) => poison.DropAsync(queue, cancellation, ids), cancellation);

    private static ApiOperation Some(string summary, string details) => new ApiOperation("Operations", summary)
        .For(Role.Owner)
        .Says($"{details} Give `ids`, or `all`.")
        .Path("queue", "The queue they failed in.")
        .Takes(SomeOrAll)
        .Answers(200, "How many it was, and how many there are about now.", HealthJson.Default.PoisonTaken)
        .Refuses(404, "There is no such queue.");

    private async Task<IResult> TakeAsync(HttpRequest request, Func<string, IReadOnlySet<string>?, Task<(int Done, int Left)>> take,
        CancellationToken cancellation)
    {
        var (queue, names) = (request.PathValue("queue"), await catalogue.QueuesAsync());
        if (!names.Contains(queue)) return NoQueue(queue, names);
        var body = await JsonBody.ReadAsync(request, HealthRequestJson.Default.PoisonBody, cancellation);
        if (body.All == false) return Problem.BadRequest("$.all", "must be true, or be left out");
        if ((body.Ids is null) == (body.All is null)) return Problem.BadRequest("$", "must have either ids, or all: true");
        if (body.Ids is { } given && (given is not { Count: > 0 and <= IdsMax } || given.Any(id => id is not { Length: > 0 and <= 100 })))
            return Problem.BadRequest("$.ids", $"must be 1 to {IdsMax} ids, as in the list");
        var act = request.Act().About(queue);
        await act.BeginAsync(cancellation);
        var (done, left) = await take(queue, body.Ids?.OfType<string>().ToHashSet(StringComparer.Ordinal));
        act.Sets("messages", done).Nothing(done == 0);
        return Results.Json(new PoisonTaken(queue, done, left), HealthJson.Default.PoisonTaken);
    }

    private static ProblemResult NoQueue(string name, IReadOnlyList<string> names) =>
        Problem.NotFound($"There is no queue '{name}'; there are {string.Join(", ", names)}.");
}
