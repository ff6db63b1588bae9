namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>The addresses of identities and of their history, below <c>/api/spaces/{space}/identities</c>.</summary>
internal sealed class IdentitiesFunctions(SpaceDirectory spaces, RegisterStore store, AccountSpelling spelling)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    /// <summary>Ids that would hide behind the slice's own addresses.</summary>
    private static readonly string[] Reserved = ["claims", "history", "map"];

    /// <summary>A page of the identities; with <c>?id=</c> the one that an address means.</summary>
    [Function("IdentitiesList")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (id, after, limit) = (query.Text("id"), query.Text("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        if (id is not null) return await ReadOneAsync(request, cancellation);
        var space = await spaces.OfRequestAsync(request, cancellation);
        var size = QueryReader.Size(limit, PageDefault, PageMax);
        var register = await store.ReadAsync(space.Journal, cancellation);
        return Results.Json(IdentityListAnswer.Of(register, after, size), IdentityJson.Default.IdentityListAnswer);
    }

    [Function("IdentitiesReadHistory")]
    public async Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/history")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var (start, size) = (QueryReader.Start(after), QueryReader.Size(limit, PageDefault, PageMax));
        var entries = await store.ReadPageAsync(space.Journal, start, size, cancellation);
        var rows = entries.Select(entry => new HistoryRow(entry.Seq, entry.Value.At, entry.Hash, entry.Value.Events)).ToArray();
        return Results.Json(new HistoryAnswer(rows, rows.Length == size ? rows[^1].Seq : null), IdentityJson.Default.HistoryAnswer);
    }

    /// <summary>Who is who now, byte for byte as an epoch would pin it.</summary>
    [Function("IdentitiesReadMap")]
    public async Task<IResult> ReadMapAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/map")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var map = IdentityMap.Of(await store.ReadAsync(space.Journal, cancellation));
        request.HttpContext.Response.Headers.ETag = $"\"{map.Hash()}\"";
        return Results.Bytes(map.ToBytes(), "application/json");
    }

    /// <summary>Whom an address means. One that no identity owns stands for itself.</summary>
    [Function("IdentitiesRead")]
    public async Task<IResult> ReadOneAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get",
            Route = "api/spaces/{space}/identities/{id:regex(^(?!(claims|history|map)$))}")] HttpRequest request,
            CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var register = await store.ReadAsync(space.Journal, cancellation);
        var id = await spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellation);
        return Results.Json(IdentityAnswer.Of(register, id), IdentityJson.Default.IdentityAnswer);
    }

    /// <summary>
    /// Makes an identity, or makes it as it is described: only what differs is written. A new one is active unless it says otherwise.
    /// </summary>
    [Function("IdentitiesPut")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put",
            Route = "api/spaces/{space}/identities/{id:regex(^(?!payout-address$))}")] HttpRequest request, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.IdentityBody, cancellation);
        var id = await spelling.OfNewAsync(space.Journal, "id", RegisterRequest.Address("id", request.IdOf("id")), cancellation);
        if (Reserved.Contains(id)) return Problem.BadRequest("id", $"'{id}' is an address of the API's own");
        var register = await store.ReadAsync(space.Journal, cancellation);
        var known = register.Identities.GetValueOrDefault(id);
        if (register.Resolve(id) != id && known?.Is(body) != true)
            return Problem.Conflict($"'{id}' means '{register.Resolve(id)}'; change that one.");
        var events = known?.Is(body) == true ? [] : body.ChangesOf(id, known);
        return RegisterRequest.Answer(id, await store.ChangeAsync(space.Journal, events, cancellation));
    }

    [Function("IdentitiesPutById")]
    public Task<IResult> PutByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities")] HttpRequest request,
        CancellationToken cancellation) =>
        PutAsync(request, cancellation);

    [Function("IdentitiesSetPayoutAddress")]
    public async Task<IResult> SetPayoutAddressAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities/{id}/payout-address")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.PayoutAddressBody, cancellation);
        var id = await spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellation);
        var currency =
            new Currency(body.ChainId ?? throw new ProblemException(Problem.BadRequest("$.chainId", "is missing")), body.TokenAddress);
        return RegisterRequest.Answer(id,
            await store.ChangeAsync(space.Journal, [new PayoutAddressSet(id, currency, body.Address)], cancellation));
    }

    [Function("IdentitiesSetPayoutAddressById")]
    public Task<IResult> SetPayoutAddressByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities/payout-address")] HttpRequest request,
        CancellationToken cancellation) =>
        SetPayoutAddressAsync(request, cancellation);
}
