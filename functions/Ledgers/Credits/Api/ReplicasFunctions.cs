using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>
/// The addresses <c>/api/spaces/{space}/credits/{node}/replicas</c> and <c>…/export</c>: for those who keep accounts while apart.
/// </summary>
internal sealed class ReplicasFunctions(CreditLedger ledger, ReplicaKeys keys, FaceReader people)
{
    private static ApiOperation Export => CreditsFunctions.OfNode("A node's transactions for a replica to merge, oldest first")
        .For(Role.Reader).OrNode("node")
        .Page(CreditsFunctions.PageMax, CreditsFunctions.PageMax)
        .Answers(200, "A page, which is a set that can be merged by itself.", CreditAnswersJson.Default.ReplicaExport);

    [Function("CreditsExport"), Operation("exportCredits", nameof(Export))]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/export/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (start, size) =
            QueryReader.Of(request, query => (query.Start(), query.Size(CreditsFunctions.PageMax, CreditsFunctions.PageMax)));
        var (node, shown) = await ledger.ShownNodeOfAsync(people, request, space, cancellation);
        var head = await ledger.ReadHeadAsync(space.Journal, node, cancellation);
        var entries = await ledger.ReadPageAsync(space.Journal, node, start, size, cancellation);
        return Results.Json(ReplicaExport.Of(space.Name, shown, head.Totals, entries, size), CreditAnswersJson.Default.ReplicaExport);
    }

    [Function("CreditsExportById"), Operation("exportCreditsById", nameof(Export))]
    public Task<IResult> ExportByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/credits/export")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ExportAsync(request, space, cancellation);

    private static ApiOperation ReadReplicas => CreditsFunctions.OfNode("A node's replicas and their keys")
        .For(Role.Reader).OrNode("node")
        .Answers(200, "The replicas.", CreditAnswersJson.Default.ReplicasAnswer);

    [Function("CreditsReadReplicas"), Operation("listReplicas", nameof(ReadReplicas))]
    public async Task<IResult> ReadReplicasAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/replicas/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (node, shown) = await ledger.ShownNodeOfAsync(people, request, space, cancellation);
        var replicas = await keys.ReadAsync(space.Journal, node, cancellation);
        return Results.Json(new ReplicasAnswer([.. replicas.Values.Select(replica => ReplicaAnswer.Of(shown, replica))]),
            CreditAnswersJson.Default.ReplicasAnswer);
    }

    [Function("CreditsReadReplicasById"), Operation("listReplicasById", nameof(ReadReplicas))]
    public Task<IResult> ReadReplicasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/credits/replicas")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadReplicasAsync(request, space, cancellation);

    private static ApiOperation RegisterReplica => CreditsFunctions.OfNode("Registers a replica with its public key")
        .For(Role.Admin).OrNode("node")
        .Key("replica", "The replica's name.", "replica")
        .Takes(Shape.Json(
            """{"type":"object","properties":{"publicKey":{"type":"string"}},"required":["publicKey"],"additionalProperties":false}"""))
        .Answers(201, "It is registered now.", CreditAnswersJson.Default.ReplicaAnswer)
        .Answers(200, "It was registered before, with this key.", CreditAnswersJson.Default.ReplicaAnswer)
        .Refuses(409, "It was registered with another key, or it or its key was revoked.");

    /// <summary>
    /// Registers a replica with its public key: 201, 200 when it is there, 409 when it is there with another key or was revoked.
    /// </summary>
    [Function("CreditsRegisterReplica"), Operation("registerReplica", nameof(RegisterReplica))]
    public async Task<IResult> RegisterReplicaAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/replicas/(?<replica>[^/]+)/?$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        await ledger.NodeOfAsync(request, space, cancellation);
        var (replica, key) = await ReadAsync(request, cancellation);
        var node = await ledger.Spelling.WriterAsync(space.Journal, request.IdOf("node"), true, cancellation);
        var answer = new ReplicaAnswer(node, replica, key, null);
        await request.Act().About(node).Sets("replica", await keys.WordAsync(space.Journal, node, replica, cancellation))
            .Sets("publicKey", await keys.WordAsync(space.Journal, node, key, cancellation)).BeginAsync(cancellation);
        return await keys.RegisterAsync(space.Journal, node, replica, key, cancellation) switch
        {
            ReplicaRegistration.New =>
                Results.Json(answer, CreditAnswersJson.Default.ReplicaAnswer, statusCode: StatusCodes.Status201Created),
            ReplicaRegistration.Known => Known(request, answer),
            ReplicaRegistration.OtherKey =>
                Problem.Conflict($"The replica '{replica}' of {node} is registered with another key; a new key needs a new name."),
            _ => Problem.Conflict(
                $"The replica '{replica}' of {node}, or its key under another name, was revoked; register a new key under a new name."),
        };
    }

    [Function("CreditsRegisterReplicaById"), Operation("registerReplicaById", nameof(RegisterReplica))]
    public Task<IResult> RegisterReplicaByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/credits/replicas")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        RegisterReplicaAsync(request, space, cancellation);

    private static ApiOperation RevokeReplica => CreditsFunctions.OfNode("Revokes a replica's key for good")
        .For(Role.Admin).OrNode("node")
        .Key("replica", "The replica's name.", "replica")
        .Answers(200, "It is revoked, now or before.", CreditAnswersJson.Default.ReplicaAnswer);

    /// <summary>Revokes a replica's key: 200, also when it was revoked before, or 404.</summary>
    [Function("CreditsRevokeReplica"), Operation("revokeReplica", nameof(RevokeReplica))]
    public async Task<IResult> RevokeReplicaAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/credits/{*node:regex(^(?<node>.+)/replicas/(?<replica>[^/]+)/revoke/?$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var node = await ledger.NodeOfAsync(request, space, cancellation);
        var faults = new FaultList();
        var replica = ReplicaName(request, faults);
        faults.ThrowIfAny();
        // Who was erased, or is nobody, has no replica either.
        if (space.IsSealed && await ledger.Spelling.Vault.OpenAsync(space.Name, node, cancellation) is null)
            return Problem.NotFound($"{node} has no replica '{replica}'.");
        await request.Act().About(node).Sets("replica", await keys.WordAsync(space.Journal, node, replica, cancellation))
            .BeginAsync(cancellation);
        return await keys.RevokeAsync(space.Journal, node, replica, cancellation) is { } revoked
            ? Results.Json(ReplicaAnswer.Of(node, revoked), CreditAnswersJson.Default.ReplicaAnswer)
            : Problem.NotFound($"{node} has no replica '{replica}'.");
    }

    [Function("CreditsRevokeReplicaById"), Operation("revokeReplicaById", nameof(RevokeReplica))]
    public Task<IResult> RevokeReplicaByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/credits/replicas/revoke")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        RevokeReplicaAsync(request, space, cancellation);

    private static IResult Known(HttpRequest request, ReplicaAnswer answer)
    {
        request.Act().Nothing();
        return Results.Json(answer, CreditAnswersJson.Default.ReplicaAnswer);
    }

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
