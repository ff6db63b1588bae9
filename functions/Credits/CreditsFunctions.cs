using System.Text.Json;
using Grain.Functions.Credits.Events;
using Grain.Functions.Credits.Replicas;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;

namespace Grain.Functions.Credits;

/// <summary>The addresses below <c>/api/spaces/{space}/credits</c>.</summary>
internal sealed class CreditsFunctions(SpaceDirectory spaces, CreditLedger ledger, CreditEventFeed feed, ReplicaKeys keys)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 1000;
    private const int RecentMax = 5;
    private const int EventKeyLengthMax = 100;

    /// <summary>Balance, totals and the last five entries. Nobody's account is empty rather than missing.</summary>
    [Function("CreditsRead")]
    public async Task<IResult> ReadSummaryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node:regex(^(?!(events|history|sufficient|export|replicas)$))}")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, node) = await PlaceAsync(request, cancellationToken);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellationToken);
        return Answer(CreditSummary.Of(head, await NewestAsync(space, node, head.Seq, RecentMax, cancellationToken)), CreditJson.Answers.CreditSummary);
    }

    [Function("CreditsReadById")]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadSummaryAsync(request, cancellationToken);

    [Function("CreditsReadHistory")]
    public async Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/history")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (before, limit) = (query.Int64("before"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var (space, node) = await PlaceAsync(request, cancellationToken);
        if (before < 1) return Problem.BadRequest("before", "must be at least 1");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellationToken);
        var rows = await NewestAsync(space, node, Math.Min(head.Seq, (before ?? long.MaxValue) - 1), limit ?? PageDefault, cancellationToken);
        return Answer(new CreditHistory(node, rows, rows.Count > 0 && rows[^1].Seq > 1 ? rows[^1].Seq : null), CreditJson.Answers.CreditHistory);
    }

    [Function("CreditsReadHistoryById")]
    public Task<IResult> ReadHistoryByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/history")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadHistoryAsync(request, cancellationToken);

    /// <summary>Whether the account covers a charge. A node without an account yet has what it will begin with.</summary>
    [Function("CreditsReadSufficient")]
    public async Task<IResult> ReadSufficientAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/sufficient")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (amount, type, priority) = (query.Text("amount"), query.Text("type"), query.Text("priority"));
        query.ThrowIfFaulty();
        var (space, node) = await PlaceAsync(request, cancellationToken);
        var config = space.Config.Credits;
        var asked = config.TaskSubmissionCost;
        if (amount is not null && (!CreditAmount.TryParse(amount, out asked, out var fault) || asked < CreditAmount.Zero || asked.ToDecimal() > CreditAmount.OneMax))
            return Problem.BadRequest("amount", $"must be a number from 0 to {CreditAmount.OneMax} with at most two decimal places");
        var price = CreditPricing.Price(config, asked, type, priority);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellationToken);
        var available = head.Seq == 0 ? config.InitialCredits : head.Totals.Balance;
        return Answer(
            new SufficientAnswer(node, price.Amount, available, available >= price.Amount, price.Unknown.Count > 0 ? price.Unknown : null),
            CreditJson.Answers.SufficientAnswer);
    }

    [Function("CreditsReadSufficientById")]
    public Task<IResult> ReadSufficientByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/sufficient")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadSufficientAsync(request, cancellationToken);

    [Function("CreditsReadEvents")]
    public async Task<IResult> ReadEventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/events")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Text("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        if (after is not null && (after.Length > EventKeyLengthMax || !after.All(c => char.IsAsciiLetterOrDigit(c) || c is '~' or '_')))
            return Problem.BadRequest("after", "must be the 'next' of an earlier page");
        var size = limit ?? PageDefault;
        var events = await feed.ReadAsync(space.Name, space.Config.Credits.EventDays, after, size, cancellationToken);
        return Answer(new CreditEventsAnswer(events, events.Count == size ? events[^1].RowKey : null), CreditJson.Answers.CreditEventsAnswer);
    }

    [Function("CreditsExport")]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/export")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var (space, node) = await PlaceAsync(request, cancellationToken);
        if (after < 0) return Problem.BadRequest("after", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellationToken);
        var size = limit ?? PageMax;
        var entries = await ledger.ReadPageAsync(space.Journal, node, after ?? 0, size, cancellationToken);
        var transactions = entries.Select(entry => entry.Value)
            .Where(entry => entry.Kind is CreditKinds.Earn or CreditKinds.Spend && !entry.Refused)
            .Select(entry => ExportedTransaction.Of(new ReplicaTransaction(entry.Kind, entry.TaskId!, entry.Amount, entry.Task, entry.Replica)));
        return Answer(
            new ReplicaExport(
                ReplicaStateReader.Format, space.Name, node, head.Totals.Balance, head.Totals.Balance - head.Totals.Earned + head.Totals.Spent,
                [.. transactions], entries.Count == size ? entries[^1].Seq : null),
            CreditJson.Answers.ReplicaExport);
    }

    [Function("CreditsExportById")]
    public Task<IResult> ExportByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/export")] HttpRequest request, CancellationToken cancellationToken) =>
        ExportAsync(request, cancellationToken);

    [Function("CreditsReadReplicas")]
    public async Task<IResult> ReadReplicasAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/replicas")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, node) = await PlaceAsync(request, cancellationToken);
        var replicas = await keys.ReadAsync(space.Name, node, cancellationToken);
        return Answer(new ReplicasAnswer([.. replicas.Values.Select(replica => ReplicaAnswer.Of(node, replica))]), CreditJson.Answers.ReplicasAnswer);
    }

    [Function("CreditsReadReplicasById")]
    public Task<IResult> ReadReplicasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/replicas")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadReplicasAsync(request, cancellationToken);

    /// <summary>Registers a replica with its public key: 201, 200 when it is there, 409 when it is there with another key or was revoked.</summary>
    [Function("CreditsRegisterReplica")]
    public async Task<IResult> RegisterReplicaAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/credits/{node}/replicas/{replica}")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, node) = await PlaceAsync(request, cancellationToken);
        var json = new FaultyJson();
        var replica = ReplicaName(request, json);
        using var body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
        json.IsObject(body.RootElement, "$", "publicKey");
        var key = body.RootElement.ValueKind == JsonValueKind.Object ? json.Text(body.RootElement, "$", "publicKey", 500) : "";
        if (key.Length > 0 && !ReplicaKeys.IsKey(key)) json.Add("$.publicKey", "must be the base64 of a public key on the curve P-256 (SubjectPublicKeyInfo)");
        if (json.Faults.Count > 0) return Problem.BadRequest(json.Faults);

        var answer = new ReplicaAnswer(node, replica, key, null);
        return await keys.RegisterAsync(space.Name, node, replica, key, cancellationToken) switch
        {
            ReplicaRegistration.New => Results.Json(answer, CreditJson.Answers.ReplicaAnswer, statusCode: StatusCodes.Status201Created),
            ReplicaRegistration.Known => Answer(answer, CreditJson.Answers.ReplicaAnswer),
            ReplicaRegistration.OtherKey => Problem.Conflict($"The replica '{replica}' of {node} is registered with another key; a new key needs a new name."),
            _ => Problem.Conflict($"The replica '{replica}' of {node}, or its key under another name, was revoked; register a new key under a new name."),
        };
    }

    [Function("CreditsRegisterReplicaById")]
    public Task<IResult> RegisterReplicaByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/credits/replicas")] HttpRequest request, CancellationToken cancellationToken) =>
        RegisterReplicaAsync(request, cancellationToken);

    /// <summary>Revokes a replica's key: 200, also when it was revoked before, or 404.</summary>
    [Function("CreditsRevokeReplica")]
    public async Task<IResult> RevokeReplicaAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/credits/{node}/replicas/{replica}/revoke")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, node) = await PlaceAsync(request, cancellationToken);
        var json = new FaultyJson();
        var replica = ReplicaName(request, json);
        if (json.Faults.Count > 0) return Problem.BadRequest(json.Faults);
        return await keys.RevokeAsync(space.Name, node, replica, cancellationToken) is { } revoked
            ? Answer(ReplicaAnswer.Of(node, revoked), CreditJson.Answers.ReplicaAnswer)
            : Problem.NotFound($"{node} has no replica '{replica}'.");
    }

    [Function("CreditsRevokeReplicaById")]
    public Task<IResult> RevokeReplicaByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/credits/replicas/revoke")] HttpRequest request, CancellationToken cancellationToken) =>
        RevokeReplicaAsync(request, cancellationToken);

    private static string ReplicaName(HttpRequest request, FaultyJson json)
    {
        var replica = request.IdOf("replica", "replica");
        if (replica.Length is 0 or > ReplicaKeys.NameLengthMax || replica.Any(char.IsControl)) json.Add("replica", $"must have 1 to {ReplicaKeys.NameLengthMax} characters");
        return replica;
    }

    private async Task<IReadOnlyList<CreditRow>> NewestAsync(Space space, string node, long last, int limit, CancellationToken cancellationToken)
    {
        var first = Math.Max(0, last - limit);
        if (last <= first) return [];
        var entries = await ledger.ReadPageAsync(space.Journal, node, first, (int)(last - first), cancellationToken);
        return [.. entries.Reverse().Select(CreditRow.Of)];
    }

    private async Task<(Space Space, string Node)> PlaceAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var node = request.IdOf("node");
        return node.Length is > 0 and <= JournalKeys.AccountLengthMax
            ? (space, node)
            : throw new ProblemException(Problem.BadRequest(request.PlaceOfId("node"), $"must have 1 to {JournalKeys.AccountLengthMax} characters"));
    }

    private static IResult Answer<T>(T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) => Results.Json(answer, shape);
}
