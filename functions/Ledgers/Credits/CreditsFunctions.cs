using Grain.Functions.Ledgers.Credits.Events;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>The addresses below <c>/api/spaces/{space}/credits</c>.</summary>
internal sealed class CreditsFunctions(SpaceDirectory spaces, CreditLedger ledger, CreditEventFeed feed)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 1000;
    private const int RecentMax = 5;
    private const int EventKeyLengthMax = 100;

    /// <summary>Balance, totals and the last five entries. Nobody's account is empty rather than missing.</summary>
    [Function("CreditsRead")]
    public async Task<IResult> ReadSummaryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get",
            Route = "api/spaces/{space}/credits/{node:regex(^(?!(events|history|sufficient|export|replicas)$))}")] HttpRequest request,
            CancellationToken cancellation)
    {
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        return Answer(CreditSummary.Of(head, await NewestAsync(space, node, head.Seq, RecentMax, cancellation)),
            CreditJson.Answers.CreditSummary);
    }

    [Function("CreditsReadById")]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadSummaryAsync(request, cancellation);

    [Function("CreditsReadHistory")]
    public async Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/history")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (before, limit) = (query.Int64("before"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        if (before < 1) return Problem.BadRequest("before", "must be at least 1");
        var size = QueryReader.Size(limit, PageDefault, PageMax);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var rows = await NewestAsync(space, node, Math.Min(head.Seq, (before ?? long.MaxValue) - 1), size, cancellation);
        return Answer(new CreditHistory(node, rows, rows.Count > 0 && rows[^1].Seq > 1 ? rows[^1].Seq : null),
            CreditJson.Answers.CreditHistory);
    }

    [Function("CreditsReadHistoryById")]
    public Task<IResult> ReadHistoryByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/history")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadHistoryAsync(request, cancellation);

    /// <summary>Whether the account covers a charge. A node without an account yet has what it will begin with.</summary>
    [Function("CreditsReadSufficient")]
    public async Task<IResult> ReadSufficientAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/sufficient")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (amount, type, priority) = (query.Text("amount"), query.Text("type"), query.Text("priority"));
        query.ThrowIfFaulty();
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        var config = space.Config.Credits;
        var asked = amount is null ? config.TaskSubmissionCost : Amount(amount);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var available = head.Seq == 0 ? config.InitialCredits : head.Totals.Balance;
        return Answer(SufficientAnswer.Of(node, available, CreditPricing.Price(config, asked, type, priority)),
            CreditJson.Answers.SufficientAnswer);
    }

    private static CreditAmount Amount(string text) =>
        CreditAmount.TryParse(text, out var amount, out _) && amount >= CreditAmount.Zero && amount <= CreditAmount.OneMax
            ? amount
        : throw new ProblemException(Problem.BadRequest("amount",
            $"must be a number from 0 to {CreditAmount.OneMax} with at most two decimal places"));

    [Function("CreditsReadSufficientById")]
    public Task<IResult> ReadSufficientByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/sufficient")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadSufficientAsync(request, cancellation);

    [Function("CreditsReadEvents")]
    public async Task<IResult> ReadEventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/events")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Text("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var size = QueryReader.Size(limit, PageDefault, PageMax);
        if (after is not null && (after.Length > EventKeyLengthMax || !after.All(c => char.IsAsciiLetterOrDigit(c) || c is '~' or '_')))
            return Problem.BadRequest("after", "must be the 'next' of an earlier page");
        var events = await feed.ReadAsync(space.Name, space.Config.Credits.EventDays, after, size, cancellation);
        return Answer(new CreditEventsAnswer(events, events.Count == size ? events[^1].RowKey : null),
            CreditJson.Answers.CreditEventsAnswer);
    }

    private async Task<IReadOnlyList<CreditRow>> NewestAsync(Space space, string node, long last, int limit, CancellationToken cancellation)
    {
        var first = Math.Max(0, last - limit);
        if (last <= first) return [];
        var entries = await ledger.ReadPageAsync(space.Journal, node, first, (int)(last - first), cancellation);
        return [.. entries.Reverse().Select(CreditRow.Of)];
    }

    private static IResult Answer<T>(T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) =>
        Results.Json(answer, shape);
}
