using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>The addresses of identities and of their history, below <c>/api/spaces/{space}/identities</c>.</summary>
internal sealed class IdentitiesFunctions(RegisterStore store, AccountSpelling spelling, TokenDecimals decimals)
{
    private const string TextOrNone = """{"oneOf":[{"type":"string"},{"type":"null"}]}""";

    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    /// <summary>Ids that would hide behind the slice's own addresses.</summary>
    private static readonly string[] Reserved = ["claims", "history", "map"];

    internal static ApiOperation Change(string summary) => new ApiOperation("Identities", summary)
        .For(Role.Steward)
        .Key("id", "The identity's id.")
        .Answers(200, "The identity as it is now; also when it was so before.", IdentityJson.Default.IdentityAnswer)
        .Refuses(409, ClaimsFunctions.NotAllowed);

    private static ApiOperation List =>
        new ApiOperation("Identities", "The identities of a space, in the order of their ids; or whom an id means")
        .For(Role.Steward)
        .Query("id", "An id or alias: the answer is whom it means.")
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page, or the identity.",
            Shape.OneOf(Shape.Of(IdentityJson.Default.IdentityListAnswer), Shape.Of(IdentityJson.Default.IdentityAnswer)));

    /// <summary>A page of the identities; with <c>?id=</c> the one that an address means.</summary>
    [Function("IdentitiesList"), Operation("listIdentities", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/identities")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (id, after, size) = QueryReader.Of(request, query => (query.Text("id"), query.Text("after"), query.Size(PageDefault, PageMax)));
        if (id is not null) return await ReadOneAsync(request, space, cancellation);
        var register = await store.ReadAsync(space.Journal, cancellation);
        if (after is not null && space.IsSealed) after = await spelling.OfAsync(space.Journal, after, cancellation);
        return Results.Json(IdentityListAnswer.Of(register, after, size), IdentityJson.Default.IdentityListAnswer);
    }

    private static ApiOperation ReadHistory => new ApiOperation("Identities", "Every change of the register, oldest first")
        .For(Role.Steward)
        .Page(PageDefault, PageMax)
        .Answers(200, "A page.", IdentityJson.Default.HistoryAnswer.InGrain());

    [Function("IdentitiesReadHistory"), Operation("listIdentityChanges", nameof(ReadHistory))]
    public async Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/identities/history")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (start, size) = QueryReader.Of(request, query => (query.Start(), query.Size(PageDefault, PageMax)));
        var entries = await store.ReadPageAsync(space.Journal, start, size, cancellation);
        var rows = entries.Select(entry => new HistoryRow(entry.Seq, entry.Value.At, entry.Hash, entry.Value.Events)).ToArray();
        return Results.Json(new HistoryAnswer(rows, rows.Length == size ? rows[^1].Seq : null),
            IdentityJson.Default.HistoryAnswer.InGrain(decimals.Of(space.Config)));
    }

    private static ApiOperation ReadMap =>
        new ApiOperation("Identities", "Who is who now, byte for byte as an epoch would pin it")
        .For(Role.Steward)
        .Answers(200, "The map; docs/storage-format.md has its form.", Shape.Json("""{"type":"object"}"""), ApiMedia.Json, ApiHeader.ETag);

    /// <summary>Who is who now, byte for byte as an epoch would pin it.</summary>
    [Function("IdentitiesReadMap"), Operation("getIdentityMap", nameof(ReadMap))]
    public async Task<IResult> ReadMapAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/identities/map")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var map = IdentityMap.Of(await store.ReadAsync(space.Journal, cancellation));
        request.HttpContext.Response.Headers.ETag = $"\"{map.Hash()}\"";
        return Results.Bytes(map.ToBytes(), "application/json");
    }

    private static ApiOperation ReadOne => new ApiOperation("Identities", "Whom an id or alias means")
        .For(Role.Steward)
        .Key("id", "An id or alias.")
        .Answers(200, "The identity; one that is not registered stands for itself.", IdentityJson.Default.IdentityAnswer);

    /// <summary>Whom an address means. One that no identity owns stands for itself.</summary>
    [Function("IdentitiesRead"), Operation("getIdentity", nameof(ReadOne))]
    public async Task<IResult> ReadOneAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?!(claims|history|map)/?$).+$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var register = await store.ReadAsync(space.Journal, cancellation);
        var id = await spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellation);
        return Results.Json(IdentityAnswer.Of(register, id), IdentityJson.Default.IdentityAnswer);
    }

    private static ApiOperation Put => Change("Makes an identity, or makes it as it is described")
        .Says("Only what differs is written. A new one is active unless it says otherwise. Once people are paid in a currency, it needs "
            + "a `payoutAddress` for that.")
        .Takes(IdentityJson.Default.IdentityBody);

    /// <summary>
    /// Makes an identity, or makes it as it is described: only what differs is written. A new one is active unless it says otherwise.
    /// </summary>
    [Function("IdentitiesPut"), Operation("putIdentity", nameof(Put))]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?!(.*/)?payout-address/?$).+$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.IdentityBody, cancellation);
        var typed = RegisterRequest.Address("id", request.IdOf("id"));
        if (Reserved.Contains(AccountId.Canonical(typed))) return Problem.BadRequest("id", $"'{typed}' is an address of the API's own");
        var id = await spelling.OfNewAsync(space.Journal, "id", typed, cancellation);
        var register = await store.ReadAsync(space.Journal, cancellation);
        body = body with
        {
            Name = await spelling.Vault.NameAsync(space.Journal, id, body.Name, cancellation),
            PayoutAddress = await spelling.Vault.AddressAsync(space.Journal, id, register.Currency, body.PayoutAddress, cancellation),
        };
        var known = register.Identities.GetValueOrDefault(id);
        if (register.Resolve(id) != id && known?.Is(body, register.Currency) != true)
            return Problem.Conflict($"'{id}' means '{register.Resolve(id)}'; change that one.");
        var events = known?.Is(body, register.Currency) == true ? [] : body.ChangesOf(id, known, register.Currency);
        var outcome = await store.ChangeAsync(request, space, id, events, cancellation);
        // It was made at the same moment: as it is described, perhaps by this very request sent again, or otherwise; then it is changed.
        if (known is null && outcome is RegisterOutcome.Refused { Kind: RegisterFault.IdTaken, Register: var now }
            && now.Identities.GetValueOrDefault(id) is { } made)
            outcome = await store.ChangeAsync(request, space, id,
                made.Is(body, now.Currency) ? [] : body.ChangesOf(id, made, now.Currency), cancellation);
        return RegisterRequest.Answer(id, outcome, isNamed: true);
    }

    [Function("IdentitiesPutById"), Operation("putIdentityById", nameof(Put))]
    public Task<IResult> PutByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/identities")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        PutAsync(request, space, cancellation);

    private static ApiOperation SetPayoutAddress =>
        Change("Says where an identity is paid in a currency; nowhere without an address")
        .For(Role.Admin)
        .Takes(Shape.Taken(IdentityJson.Default.PayoutAddressBody, required: ["chainId"], without: ["address"],
            also: new() { ["address"] = TextOrNone }));

    [Function("IdentitiesSetPayoutAddress"), Operation("setPayoutAddress", nameof(SetPayoutAddress))]
    public async Task<IResult> SetPayoutAddressAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/payout-address/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.PayoutAddressBody, cancellation);
        var id = await spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellation);
        var currency =
            new Currency(body.ChainId ?? throw new ProblemException(Problem.BadRequest("$.chainId", "is missing")), body.TokenAddress);
        var address = await spelling.Vault.AddressAsync(space.Journal, id, currency, body.Address, cancellation);
        return RegisterRequest.Answer(id,
            await store.ChangeAsync(request, space, id, [new PayoutAddressSet(id, currency, address)], cancellation));
    }

    [Function("IdentitiesSetPayoutAddressById"), Operation("setPayoutAddressById", nameof(SetPayoutAddress))]
    public Task<IResult> SetPayoutAddressByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/identities/payout-address")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        SetPayoutAddressAsync(request, space, cancellation);
}
