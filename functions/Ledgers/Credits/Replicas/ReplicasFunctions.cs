namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>
/// The addresses <c>/api/spaces/{space}/credits/{node}/replicas</c> and <c>…/export</c>: for those who keep accounts while apart.
/// </summary>
internal sealed class ReplicasFunctions(SpaceDirectory spaces, CreditLedger ledger, ReplicaKeys keys)
{
    [Function("CreditsExport")]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/export")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        var (start, size) = (QueryReader.Start(after), QueryReader.Size(limit, CreditsFunctions.PageMax, CreditsFunctions.PageMax));
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var entries = await ledger.ReadPageAsync(space.Journal, node, start, size, cancellation);
        return Results.Json(ReplicaExport.Of(space.Name, node, head.Totals, entries, size), CreditJson.Answers.ReplicaExport);
    }

    [Function("CreditsExportById")]
    public Task<IResult> ExportByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/export")] HttpRequest request,
        CancellationToken cancellation) =>
        ExportAsync(request, cancellation);

    [Function("CreditsReadReplicas")]
    public async Task<IResult> ReadReplicasAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/{node}/replicas")] HttpRequest request,
        CancellationToken cancellation)
    {
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        var replicas = await keys.ReadAsync(space.Name, node, cancellation);
        return Results.Json(new ReplicasAnswer([.. replicas.Values.Select(replica => ReplicaAnswer.Of(node, replica))]),
            CreditJson.Answers.ReplicasAnswer);
    }

    [Function("CreditsReadReplicasById")]
    public Task<IResult> ReadReplicasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/credits/replicas")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadReplicasAsync(request, cancellation);

    /// <summary>
    /// Registers a replica with its public key: 201, 200 when it is there, 409 when it is there with another key or was revoked.
    /// </summary>
    [Function("CreditsRegisterReplica")]
    public async Task<IResult> RegisterReplicaAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put",
            Route = "api/spaces/{space}/credits/{node}/replicas/{replica}")] HttpRequest request, CancellationToken cancellation)
    {
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        var (replica, key) = await ReadAsync(request, cancellation);
        var answer = new ReplicaAnswer(node, replica, key, null);
        return await keys.RegisterAsync(space.Name, node, replica, key, cancellation) switch
        {
            ReplicaRegistration.New => Results.Json(answer, CreditJson.Answers.ReplicaAnswer, statusCode: StatusCodes.Status201Created),
            ReplicaRegistration.Known => Results.Json(answer, CreditJson.Answers.ReplicaAnswer),
            ReplicaRegistration.OtherKey =>
                Problem.Conflict($"The replica '{replica}' of {node} is registered with another key; a new key needs a new name."),
            _ => Problem.Conflict(
                $"The replica '{replica}' of {node}, or its key under another name, was revoked; register a new key under a new name."),
        };
    }

    [Function("CreditsRegisterReplicaById")]
    public Task<IResult> RegisterReplicaByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/credits/replicas")] HttpRequest request,
        CancellationToken cancellation) =>
        RegisterReplicaAsync(request, cancellation);

    /// <summary>Revokes a replica's key: 200, also when it was revoked before, or 404.</summary>
    [Function("CreditsRevokeReplica")]
    public async Task<IResult> RevokeReplicaAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post",
            Route = "api/spaces/{space}/credits/{node}/replicas/{replica}/revoke")] HttpRequest request, CancellationToken cancellation)
    {
        var (space, node) = await spaces.NodeOfRequestAsync(request, ledger, cancellation);
        var faults = new FaultList();
        var replica = ReplicaName(request, faults);
        faults.ThrowIfAny();
        return await keys.RevokeAsync(space.Name, node, replica, cancellation) is { } revoked
            ? Results.Json(ReplicaAnswer.Of(node, revoked), CreditJson.Answers.ReplicaAnswer)
            : Problem.NotFound($"{node} has no replica '{replica}'.");
    }

    [Function("CreditsRevokeReplicaById")]
    public Task<IResult> RevokeReplicaByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/credits/replicas/revoke")] HttpRequest request,
        CancellationToken cancellation) =>
        RevokeReplicaAsync(request, cancellation);

    private static string ReplicaName(HttpRequest request, FaultList faults)
    {
        var replica = request.IdOf("replica", "replica");
        if (replica.Length is 0 or > ReplicaKeys.NameLengthMax || replica.Any(char.IsControl))
            faults.Add(new Fault("replica", $"must have 1 to {ReplicaKeys.NameLengthMax} characters"));
        return replica;
    }

    private static async Task<(string Replica, string Key)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var faults = new FaultList();
        var replica = ReplicaName(request, faults);
        return (replica, await JsonBody.ReadAsync(request, body =>
        {
            var key = body.IsObject("publicKey") ? body.Line("publicKey", 500) : "";
            if (key.Length > 0 && !ReplicaKeys.IsKey(key))
                body.Fail("publicKey", "must be the base64 of a public key on the curve P-256 (SubjectPublicKeyInfo)");
            return key;
        }, cancellation, faults));
    }
}
