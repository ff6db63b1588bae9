using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Identities;

/// <summary>The slice's addresses, all below <c>/api/spaces/{space}/identities</c>.</summary>
internal static class IdentitiesApi
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    /// <summary>Ids that would hide behind the slice's own addresses.</summary>
    private static readonly string[] Reserved = ["claims", "history", "map"];

    public static IServiceCollection AddIdentities(this IServiceCollection services) => services
        .AddSingleton<RegisterStore>()
        .AddLedgerCheck<RegisterStore>("identities", async (store, space, cancellationToken) =>
        {
            var fault = await store.VerifyAsync(space.Journal, cancellationToken);
            var map = IdentityMap.Of(await store.ReadAsync(space.Journal, cancellationToken)); // refuses an address of two identities (I1)
            return new LedgerCheckResult($"{map.Identities.Count} identities", fault);
        });

    public static void MapIdentities(this WebApplication app)
    {
        var function = app.MapHttpFunction("Identities");
        function.MapGet("spaces/{space}/identities", ListAsync).Describe("IdentitiesList");
        function.MapGet("spaces/{space}/identities/history", ReadHistoryAsync).Describe("IdentitiesReadHistory");
        function.MapGet("spaces/{space}/identities/map", ReadMapAsync).Describe("IdentitiesReadMap");
        function.MapGet("spaces/{space}/identities/claims", ListClaimsAsync).Describe("IdentitiesListClaims");
        function.MapPost("spaces/{space}/identities/claims", ClaimAsync).Describe("IdentitiesClaim");
        function.MapPost("spaces/{space}/identities/claims/{code}/confirm", ConfirmAsync).Describe("IdentitiesConfirmClaim");
        function.MapPost("spaces/{space}/identities/claims/{code}/reject", RejectAsync).Describe("IdentitiesRejectClaim");
        function.MapGet("spaces/{space}/identities/{id}", ReadOneAsync).Describe("IdentitiesRead");
        function.MapPut("spaces/{space}/identities/{id}", PutAsync).Describe("IdentitiesPut");
        function.MapPost("spaces/{space}/identities/{id}/aliases", AddAliasAsync).Describe("IdentitiesAddAlias");
        function.MapPost("spaces/{space}/identities/{id}/aliases/remove", RemoveAliasAsync).Describe("IdentitiesRemoveAlias");
        function.MapPost("spaces/{space}/identities/{id}/merge", MergeAsync).Describe("IdentitiesMerge");
        function.MapPost("spaces/{space}/identities/{id}/unmerge", UnmergeAsync).Describe("IdentitiesUnmerge");
        function.MapPut("spaces/{space}/identities/{id}/payout-address", SetPayoutAddressAsync).Describe("IdentitiesSetPayoutAddress");
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, string? after, int? limit, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
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

    private static async Task<IResult> ReadHistoryAsync(
        HttpContext context, long? after, int? limit, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (after < 0) return Problem.BadRequest("after", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        var size = limit ?? PageDefault;
        var entries = await store.ReadPageAsync(space.Journal, after ?? 0, size, cancellationToken);
        var rows = entries.Select(entry => new HistoryRow(entry.Seq, entry.Value.At, entry.Hash, entry.Value.Events)).ToArray();
        return Results.Json(new HistoryAnswer(rows, rows.Length == size ? rows[^1].Seq : null), IdentityJson.Default.HistoryAnswer);
    }

    /// <summary>Who is who now, byte for byte as an epoch would pin it.</summary>
    private static async Task<IResult> ReadMapAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var map = IdentityMap.Of(await store.ReadAsync(space.Journal, cancellationToken));
        context.Response.Headers.ETag = $"\"{map.Hash()}\"";
        return Results.Bytes(map.ToBytes(), "application/json");
    }

    /// <summary>Whom an address means. One that no identity owns stands for itself.</summary>
    private static async Task<IResult> ReadOneAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        return Results.Json(IdentityAnswer.Of(register, Address("id", context.PathValue("id"))), IdentityJson.Default.IdentityAnswer);
    }

    /// <summary>Makes an identity, or makes it as it is described: only what differs is written. A new one is active unless it says otherwise.</summary>
    private static async Task<IResult> PutAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.IdentityBody, cancellationToken);
        var id = Address("id", context.PathValue("id"));
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

    private static async Task<IResult> AddAliasAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.AliasBody, cancellationToken);
        var id = Address("id", context.PathValue("id"));
        var outcome = await store.ChangeAsync(space.Journal, [new AliasAdded(id, Address("$.alias", body.Alias))], cancellationToken);
        return Answer(id, outcome, RegisterFault.AliasAlreadyOwn);
    }

    private static async Task<IResult> RemoveAliasAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.AliasBody, cancellationToken);
        var id = Address("id", context.PathValue("id"));
        return Answer(id, await store.ChangeAsync(space.Journal, [new AliasRemoved(id, Address("$.alias", body.Alias))], cancellationToken));
    }

    private static async Task<IResult> MergeAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.MergeBody, cancellationToken);
        var (into, target) = (Address("id", context.PathValue("id")), Address("$.target", body.Target));
        var outcome = await store.ChangeAsync(space.Journal, [new IdentitiesMerged(into, target)], cancellationToken);
        // The same merge again is done already; the opposite one, or one by way of others, is a mistake.
        var again = outcome.Register.Identities.GetValueOrDefault(target)?.MergedInto == into;
        return Answer(into, outcome, again ? RegisterFault.AlreadyMerged : null);
    }

    private static async Task<IResult> UnmergeAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.UnmergeBody, cancellationToken);
        var id = Address("id", context.PathValue("id"));
        return Answer(id, await store.ChangeAsync(space.Journal, [new MergeUndone(id, body.Name)], cancellationToken), RegisterFault.NotMerged);
    }

    private static async Task<IResult> SetPayoutAddressAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.PayoutAddressBody, cancellationToken);
        var id = Address("id", context.PathValue("id"));
        var currency = new Currency(body.ChainId ?? throw new ProblemException(Problem.BadRequest("$.chainId", "is missing")), body.TokenAddress);
        return Answer(id, await store.ChangeAsync(space.Journal, [new PayoutAddressSet(id, currency, body.Address)], cancellationToken));
    }

    private static async Task<IResult> ListClaimsAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        return Results.Json(new ClaimListAnswer([.. register.Claims.Values.OrderBy(claim => claim.Alias, StringComparer.Ordinal)]), IdentityJson.Default.ClaimListAnswer);
    }

    /// <summary>Somebody says that an alias is theirs. The code is for them to show there; who sees it there confirms the claim.</summary>
    private static async Task<IResult> ClaimAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken)
    {
        var (space, body) = await ReadBodyAsync(context, spaces, IdentityJson.Default.ClaimBody, cancellationToken);
        var claim = new AliasClaimed(Address("$.identity", body.Identity), Address("$.alias", body.Alias), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var outcome = await store.ChangeAsync(space.Journal, [claim], cancellationToken);
        if (outcome is RegisterOutcome.Refused refused) return Refused(refused);
        var register = outcome.Register;
        return Results.Json(
            register.Claims.Values.First(open => open.Alias == claim.Alias && register.Resolve(open.Identity) == register.Resolve(claim.Id)),
            IdentityJson.Default.AliasClaim, statusCode: outcome is RegisterOutcome.Changed ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static Task<IResult> ConfirmAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken) =>
        SettleAsync(context, spaces, store, confirmed: true, cancellationToken);

    private static Task<IResult> RejectAsync(HttpContext context, SpaceDirectory spaces, RegisterStore store, CancellationToken cancellationToken) =>
        SettleAsync(context, spaces, store, confirmed: false, cancellationToken);

    private static async Task<IResult> SettleAsync(
        HttpContext context, SpaceDirectory spaces, RegisterStore store, bool confirmed, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var code = Address("code", context.PathValue("code"));
        var claim = (await store.ReadAsync(space.Journal, cancellationToken)).Claims.GetValueOrDefault(code);
        var outcome = await store.ChangeAsync(space.Journal, [new ClaimSettled(code, confirmed)], cancellationToken);
        return Answer(claim?.Identity ?? code, outcome);
    }

    private static async Task<(Space Space, T Body)> ReadBodyAsync<T>(
        HttpContext context, SpaceDirectory spaces, JsonTypeInfo<T> shape, CancellationToken cancellationToken) where T : class
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        return (space, await JsonBody.ReadAsync(context.Request, shape, cancellationToken));
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
