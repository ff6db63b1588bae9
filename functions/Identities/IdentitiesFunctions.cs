using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;

namespace Grain.Functions.Identities;

/// <summary>The slice's addresses, all below <c>/api/spaces/{space}/identities</c>.</summary>
internal sealed class IdentitiesFunctions(SpaceDirectory spaces, RegisterStore store)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    /// <summary>Ids that would hide behind the slice's own addresses.</summary>
    private static readonly string[] Reserved = ["claims", "history", "map"];

    /// <summary>A page of the identities; with <c>?id=</c> the one that an address means.</summary>
    [Function("IdentitiesList")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (id, after, limit) = (query.Text("id"), query.Text("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        if (id is not null) return await ReadOneAsync(request, cancellationToken);
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var size = limit ?? PageDefault;
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        var page = register.Identities.Values
            .Where(identity => identity.MergedInto is null && string.CompareOrdinal(identity.Id, after) > 0)
            .OrderBy(identity => identity.Id, StringComparer.Ordinal)
            .Take(size)
            .Select(identity => IdentityAnswer.Of(register, identity.Id))
            .ToArray();
        return Results.Json(new IdentityListAnswer(page, page.Length == size ? page[^1].Id : null), IdentityJson.Default.IdentityListAnswer);
    }

    [Function("IdentitiesReadHistory")]
    public async Task<IResult> ReadHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/history")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        if (after < 0) return Problem.BadRequest("after", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var size = limit ?? PageDefault;
        var entries = await store.ReadPageAsync(space.Journal, after ?? 0, size, cancellationToken);
        var rows = entries.Select(entry => new HistoryRow(entry.Seq, entry.Value.At, entry.Hash, entry.Value.Events)).ToArray();
        return Results.Json(new HistoryAnswer(rows, rows.Length == size ? rows[^1].Seq : null), IdentityJson.Default.HistoryAnswer);
    }

    /// <summary>Who is who now, byte for byte as an epoch would pin it.</summary>
    [Function("IdentitiesReadMap")]
    public async Task<IResult> ReadMapAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/map")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var map = IdentityMap.Of(await store.ReadAsync(space.Journal, cancellationToken));
        request.HttpContext.Response.Headers.ETag = $"\"{map.Hash()}\"";
        return Results.Bytes(map.ToBytes(), "application/json");
    }

    /// <summary>Whom an address means. One that no identity owns stands for itself.</summary>
    [Function("IdentitiesRead")]
    public async Task<IResult> ReadOneAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/{id:regex(^(?!(claims|history|map)$))}")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        return Results.Json(IdentityAnswer.Of(register, Address("id", request.IdOf("id"))), IdentityJson.Default.IdentityAnswer);
    }

    /// <summary>Makes an identity, or makes it as it is described: only what differs is written. A new one is active unless it says otherwise.</summary>
    [Function("IdentitiesPut")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities/{id:regex(^(?!payout-address$))}")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.IdentityBody, cancellationToken);
        var id = Address("id", request.IdOf("id"));
        if (Reserved.Contains(id)) return Problem.BadRequest("id", $"'{id}' is an address of the API's own");
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        if (register.Resolve(id) != id) return Problem.Conflict($"'{id}' means '{register.Resolve(id)}'; change that one.");
        var events = new List<RegisterEvent>();
        if (register.Find(id) is not { } identity)
        {
            if (body.Name is null) return Problem.BadRequest("$.name", "is missing");
            events.Add(new IdentityCreated(id, body.Name, body.Type ?? "USER"));
            events.Add(new ActivitySet(id, body.Active ?? true));
        }
        else
        {
            if (body.Name is { } name && name != identity.Name) events.Add(new IdentityRenamed(id, name));
            if (body.Type is { } type && type != identity.Type) events.Add(new IdentityTypeChanged(id, type));
            if (body.Active is { } active) events.Add(new ActivitySet(id, active));
        }

        return Answer(id, await store.ChangeAsync(space.Journal, events, cancellationToken));
    }

    [Function("IdentitiesPutById")]
    public Task<IResult> PutByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities")] HttpRequest request, CancellationToken cancellationToken) =>
        PutAsync(request, cancellationToken);

    [Function("IdentitiesAddAlias")]
    public async Task<IResult> AddAliasAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/aliases")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.AliasBody, cancellationToken);
        var id = Address("id", request.IdOf("id"));
        var outcome = await store.ChangeAsync(space.Journal, [new AliasAdded(id, Address("$.alias", body.Alias))], cancellationToken);
        return Answer(id, outcome, RegisterFault.AliasAlreadyOwn);
    }

    [Function("IdentitiesAddAliasById")]
    public Task<IResult> AddAliasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/aliases")] HttpRequest request, CancellationToken cancellationToken) =>
        AddAliasAsync(request, cancellationToken);

    [Function("IdentitiesRemoveAlias")]
    public async Task<IResult> RemoveAliasAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/aliases/remove")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.AliasBody, cancellationToken);
        var id = Address("id", request.IdOf("id"));
        return Answer(id, await store.ChangeAsync(space.Journal, [new AliasRemoved(id, Address("$.alias", body.Alias))], cancellationToken));
    }

    [Function("IdentitiesRemoveAliasById")]
    public Task<IResult> RemoveAliasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/aliases/remove")] HttpRequest request, CancellationToken cancellationToken) =>
        RemoveAliasAsync(request, cancellationToken);

    [Function("IdentitiesMerge")]
    public async Task<IResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/merge")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.MergeBody, cancellationToken);
        var (into, target) = (Address("id", request.IdOf("id")), Address("$.target", body.Target));
        var outcome = await store.ChangeAsync(space.Journal, [new IdentitiesMerged(into, target)], cancellationToken);
        // The same merge again is done already; the opposite one, or one by way of others, is a mistake.
        var again = outcome.Register.Identities.GetValueOrDefault(target)?.MergedInto == into;
        return Answer(into, outcome, again ? RegisterFault.AlreadyMerged : null);
    }

    [Function("IdentitiesMergeById")]
    public Task<IResult> MergeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/merge")] HttpRequest request, CancellationToken cancellationToken) =>
        MergeAsync(request, cancellationToken);

    [Function("IdentitiesUnmerge")]
    public async Task<IResult> UnmergeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/unmerge")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.UnmergeBody, cancellationToken);
        var id = Address("id", request.IdOf("id"));
        return Answer(id, await store.ChangeAsync(space.Journal, [new MergeUndone(id, body.Name)], cancellationToken), RegisterFault.NotMerged);
    }

    [Function("IdentitiesUnmergeById")]
    public Task<IResult> UnmergeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/unmerge")] HttpRequest request, CancellationToken cancellationToken) =>
        UnmergeAsync(request, cancellationToken);

    [Function("IdentitiesSetPayoutAddress")]
    public async Task<IResult> SetPayoutAddressAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities/{id}/payout-address")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.PayoutAddressBody, cancellationToken);
        var id = Address("id", request.IdOf("id"));
        var currency = new Currency(body.ChainId ?? throw new ProblemException(Problem.BadRequest("$.chainId", "is missing")), body.TokenAddress);
        return Answer(id, await store.ChangeAsync(space.Journal, [new PayoutAddressSet(id, currency, body.Address)], cancellationToken));
    }

    [Function("IdentitiesSetPayoutAddressById")]
    public Task<IResult> SetPayoutAddressByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/identities/payout-address")] HttpRequest request, CancellationToken cancellationToken) =>
        SetPayoutAddressAsync(request, cancellationToken);

    [Function("IdentitiesListClaims")]
    public async Task<IResult> ListClaimsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/identities/claims")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        return Results.Json(new ClaimListAnswer([.. register.Claims.Values.OrderBy(claim => claim.Alias, StringComparer.Ordinal)]), IdentityJson.Default.ClaimListAnswer);
    }

    /// <summary>Somebody says that an alias is theirs. The code is for them to show there; who sees it there confirms the claim.</summary>
    [Function("IdentitiesClaim")]
    public async Task<IResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(request, IdentityJson.Default.ClaimBody, cancellationToken);
        var claim = new AliasClaimed(Address("$.identity", body.Identity), Address("$.alias", body.Alias), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var outcome = await store.ChangeAsync(space.Journal, [claim], cancellationToken);
        if (outcome is RegisterOutcome.Refused refused) return Refused(refused);
        var register = outcome.Register;
        return Results.Json(
            register.Claims.Values.First(open => open.Alias == claim.Alias && register.Resolve(open.Identity) == register.Resolve(claim.Id)),
            IdentityJson.Default.AliasClaim, statusCode: outcome is RegisterOutcome.Changed ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    [Function("IdentitiesConfirmClaim")]
    public Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims/{code}/confirm")] HttpRequest request, CancellationToken cancellationToken) =>
        SettleAsync(request, confirmed: true, cancellationToken);

    [Function("IdentitiesRejectClaim")]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/claims/{code}/reject")] HttpRequest request, CancellationToken cancellationToken) =>
        SettleAsync(request, confirmed: false, cancellationToken);

    private async Task<IResult> SettleAsync(HttpRequest request, bool confirmed, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var code = Address("code", request.PathValue("code"));
        var claim = (await store.ReadAsync(space.Journal, cancellationToken)).Claims.GetValueOrDefault(code);
        var outcome = await store.ChangeAsync(space.Journal, [new ClaimSettled(code, confirmed)], cancellationToken);
        return Answer(claim?.Identity ?? code, outcome);
    }

    private async Task<(Space Space, T Body)> ReadBodyAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellationToken) where T : class
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        return (space, await JsonBody.ReadAsync(request, shape, cancellationToken));
    }

    private static string Address(string path, string? value) =>
        string.IsNullOrEmpty(value) ? throw new ProblemException(Problem.BadRequest(path, "is missing"))
        : value.Length > JournalKeys.AccountLengthMax ? throw new ProblemException(Problem.BadRequest(path, $"has {value.Length} characters; at most {JournalKeys.AccountLengthMax} are taken"))
        : value;

    /// <param name="id">Whom to show.</param>
    /// <param name="outcome">What became of the change.</param>
    /// <param name="done">A refusal that says that all is so already, for a request that came twice.</param>
    private static IResult Answer(string id, RegisterOutcome outcome, string? done = null) =>
        outcome is RegisterOutcome.Refused refused && refused.Kind != done
            ? Refused(refused)
            : Results.Json(IdentityAnswer.Of(outcome.Register, id), IdentityJson.Default.IdentityAnswer);

    private static ProblemResult Refused(RegisterOutcome.Refused refused) => refused.Kind switch
    {
        RegisterFault.UnknownIdentity or RegisterFault.UnknownClaim => Problem.NotFound($"{refused.Reason}."),
        _ => Problem.Refused(refused.Kind, refused.Reason),
    };
}
