using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>The addresses below <c>/api/spaces/{space}/credits</c>.</summary>
internal sealed class CreditsFunctions(CreditLedger ledger, CreditEventFeed feed, FaceReader people)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 1000;
    private const int RecentMax = 5;
    private const int EventKeyLengthMax = 100;

    internal static ApiOperation OfNode(string summary) => new ApiOperation("Credits", summary).Key("node", "The node's id.");

    private static ApiOperation ReadSummary => OfNode("A node's balance, totals and latest entries")
        .For(Role.Reader).OrNode("node")
        .Answers(200, "The account; nobody's is empty rather than missing.", CreditAnswersJson.Default.CreditSummary);

    /// <summary>Balance, totals and the last five entries. Nobody's account is empty rather than missing.</summary>
    [Function("CreditsRead"), Operation("getCredits", nameof(ReadSummary))]
    public async Task<IResult> ReadSummaryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?!events/?$)(?!(.*/)?(history|sufficient|export|replicas)/?$).+$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var (node, shown) = await ledger.ShownNodeOfAsync(people, request, space, cancellation);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var recent = await NewestAsync(space, node, head.Seq, RecentMax, cancellation);
        return Results.Json(CreditSummary.Of(head with { Account = shown }, space.Config.Credits, recent),
            CreditAnswersJson.Default.CreditSummary);
    }

    [Function("CreditsReadById"), Operation("getCreditsById", nameof(ReadSummary))]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/credits")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadSummaryAsync(request, space, cancellation);

    private static ApiOperation ReadHistory => OfNode("A node's entries, newest first")
        .For(Role.Reader).OrNode("node")
        .Query<long>("before", "The `next` of the page before.", 1)
        .Limit(PageDefault, PageMax)
        .Answers(200, "A page.", CreditAnswersJson.Default.CreditHistory);

    [Function("CreditsReadHistory"), Operation("listCreditEntries", nameof(ReadHistory))]
    public async Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/history/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (before, size) = QueryReader.Of(request, query => (
            query.Checked(query.Int64("before") ?? long.MaxValue, "before", before => before >= 1, "must be at least 1"),
            query.Size(PageDefault, PageMax)));
        var (node, shown) = await ledger.ShownNodeOfAsync(people, request, space, cancellation);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var rows = await NewestAsync(space, node, Math.Min(head.Seq, before - 1), size, cancellation);
        return Results.Json(new CreditHistory(shown, rows, rows.Count > 0 && rows[^1].Seq > 1 ? rows[^1].Seq : null),
            CreditAnswersJson.Default.CreditHistory);
    }

    [Function("CreditsReadHistoryById"), Operation("listCreditEntriesById", nameof(ReadHistory))]
    public Task<IResult> ReadHistoryByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/credits/history")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadHistoryAsync(request, space, cancellation);

    private static ApiOperation ReadSufficient => OfNode("Whether a node's balance covers a charge")
        .For(Role.Reader).OrNode("node")
        .Query("amount", "Credits before multipliers, as a decimal number; the space's price of a task if absent.")
        .Query("type", "The task's type, which decides a multiplier.")
        .Query("priority", "The task's priority, which decides a multiplier.")
        .Answers(200, "Whether it does.", CreditAnswersJson.Default.SufficientAnswer);

    /// <summary>Whether the account covers a charge. A node without an account yet has what it will begin with.</summary>
    [Function("CreditsReadSufficient"), Operation("getCreditSufficiency", nameof(ReadSufficient))]
    public async Task<IResult> ReadSufficientAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/sufficient/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (amount, type, priority) = QueryReader.Of(request, query => (query.Text("amount"), query.Text("type"), query.Text("priority")));
        var (node, shown) = await ledger.ShownNodeOfAsync(people, request, space, cancellation);
        var config = space.Config.Credits;
        var asked = amount is null ? config.TaskSubmissionCost : Amount(amount);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var available = CreditSummary.AvailableOf(head, config);
        return Results.Json(SufficientAnswer.Of(shown, available, CreditPricing.Price(config, asked, type, priority)),
            CreditAnswersJson.Default.SufficientAnswer);
    }

    private static CreditAmount Amount(string text) =>
        CreditAmount.TryParse(text, out var amount, out _) && amount >= CreditAmount.Zero && amount <= CreditAmount.OneMax
            ? amount
        : throw new ProblemException(Problem.BadRequest("amount",
            $"must be a number from 0 to {CreditAmount.OneMax} with at most two decimal places"));

    [Function("CreditsReadSufficientById"), Operation("getCreditSufficiencyById", nameof(ReadSufficient))]
    public Task<IResult> ReadSufficientByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/credits/sufficient")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadSufficientAsync(request, space, cancellation);

    private static ApiOperation ReadEvents =>
        new ApiOperation("Credits", "Recent events of a space's credits, newest first")
        .For(Role.Reader).OrNode()
        .Says("A node gets its own ones; a page of them can be short, and yet not be the last.")
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page; without events of people who are not open to who asks.", CreditAnswersJson.Default.CreditEventsAnswer);

    [Function("CreditsReadEvents"), Operation("listCreditEvents", nameof(ReadEvents))]
    public async Task<IResult> ReadEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/credits/events")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (after, size) = QueryReader.Of(request, query => (query.Text("after"), query.Size(PageDefault, PageMax)));
        if (after is not null && (after.Length > EventKeyLengthMax || !after.All(c => char.IsAsciiLetterOrDigit(c) || c is '~' or '_')))
            return Problem.BadRequest("after", "must be the 'next' of an earlier page");
        var events = await feed.ReadAsync(space.Name, space.Config.Credits.EventDays, after, size, cancellation);
        var own = request.Caller().Node is { } named
            ? await ledger.Spelling.OfNodeAsync(space.Journal, named, cancellation) : null;
        var faces = own is null ? await people.ReadAsync(space, request.Caller(), cancellation) : Faces.Plain;
        return Results.Json(
            new CreditEventsAnswer([.. events.Where(each => own is null ? faces.AreOpen(each.NodeId) : each.NodeId == own)],
            events.Count == size ? events[^1].RowKey : null),
            CreditAnswersJson.Default.CreditEventsAnswer);
    }

    private async Task<IReadOnlyList<CreditRow>> NewestAsync(Space space, string node, long last, int limit, CancellationToken cancellation)
    {
        var first = Math.Max(0, last - limit);
        if (last <= first) return [];
        var entries = await ledger.ReadPageAsync(space.Journal, node, first, (int)(last - first), cancellation);
        return [.. entries.Reverse().Select(CreditRow.Of)];
    }
}
