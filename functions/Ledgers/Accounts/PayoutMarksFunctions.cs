using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>The addresses of the marks of payouts.</summary>
internal sealed class PayoutMarksFunctions(
    RegisterStore registers, DistributedGrain distributed, AccountSpelling spelling, SealedMove words)
{
    internal const string NotAllowed = "The register does not allow it; `type` says why.";

    /// <summary>How many of the payouts cannot be made.</summary>
    internal const string WithoutAddressHeader = "Grain-Payouts-Without-Address";

    /// <summary>Most receivers that are named in one mark.</summary>
    internal const int NamedMax = 500;

    /// <summary>
    /// Ids of epochs have at most 15 characters, those of special distributions <see cref="RegisterRules.NameLengthMax"/>.
    /// </summary>
    internal const int IdLengthMax = RegisterRules.NameLengthMax;

    private static ApiOperation MarkExecuted =>
        new ApiOperation("Accounts", "Marks payments of a distribution as paid out outside of Grain")
        .For(Role.Admin)
        .Says("Without a body all payments that there is an address for; the header counts the others, which stay open. "
            + "With `asOf` those that there was an address for in the table of that state, so that who gave one since stays open.")
        .Takes(Shape.Taken(GrainRequestJson.Default.MarkBody), required: false)
        .Key("distribution", "The id of an epoch or of a special distribution.")
        .Answers(200, "The settings as they are now.", GrainJson.Default.SettingsAnswer,
            new ApiHeader(WithoutAddressHeader,
                "How many payments of it stay open, unless they are named, since there is no address.", true))
        .Refuses(409, NotAllowed);

    /// <summary>
    /// Marks payments of an epoch or a special distribution as paid out: those of the identities that the body names, or else all that
    /// there is an address for.
    /// The same again changes nothing.
    /// </summary>
    [Function("PayoutsMarkExecuted"), Operation("markPayoutsExecuted", nameof(MarkExecuted))]
    public async Task<IResult> MarkExecutedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/grain/payouts/{*distribution:regex(^(?<distribution>.+)/executed/?$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var id = request.IdOf("distribution");
        if (id.Length is 0 or > IdLengthMax)
            return Problem.BadRequest(request.PlaceOfId("distribution"), "must be the id of an epoch or of a special distribution");
        var body = await ReadMarkAsync(request, cancellation);
        if (space.IsSealed)
        {
            id = await words.IdAsync(space, "distribution", id, cancellation);
            var named = new List<string>();
            foreach (var who in body.Identities ?? [])
                named.Add(who is null ? "" : await spelling.OfAsync(space.Journal, who, cancellation));
            if (body.Identities is not null) body = body with { Identities = named };
        }

        var register = await registers.ReadAsync(space.Journal, cancellation);
        var found = await distributed.FindAsync(space.Name, register, id, cancellation);
        var payouts = found is null ? [] : PayoutList.Of(register, [found]);
        CheckNamed(register, payouts, body);
        Tell(request, WithoutAddressHeader, payouts.Count(payout => payout is { Executed: false, Currency: not null, HasAddress: false }));
        var mark = Mark(register, found, id, payouts, body);
        await request.Act().About(id).Sets("identities", body.Identities?.Count).Sets("asOf", body.AsOf).BeginAsync(cancellation);
        return GrainSettingsFunctions.Answer(request, await MarkAsync(space, register, found, mark, cancellation));
    }

    [Function("PayoutsMarkExecutedById"), Operation("markPayoutsExecutedById", nameof(MarkExecuted))]
    public Task<IResult> MarkExecutedByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grain/payouts/executed")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        MarkExecutedAsync(request, space, cancellation);

    /// <summary>Nothing is written where nothing would change, but what the register refuses is refused all the same.</summary>
    private async Task<RegisterOutcome> MarkAsync(
        Space space, CommunityRegister register, Distributed? found, DistributionExecuted mark, CancellationToken cancellation)
    {
        var at = register.LastAt ?? default;
        if (found is null || register.Judge(mark, at) is not RegisterVerdict.Allowed)
            return await registers.ChangeAsync(space.Journal, [mark], cancellation);
        var isMarkedSo = PayoutList.Of(register, [found]).SequenceEqual(PayoutList.Of(register.After(mark, at), [found]));
        return isMarkedSo ? new RegisterOutcome.Unchanged(register) : await registers.ChangeAsync(space.Journal, [mark], cancellation);
    }

    /// <summary>A mark of the whole distribution where that is what it comes to and the register takes one.</summary>
    private static DistributionExecuted Mark(CommunityRegister register, Distributed? found, string id, IReadOnlyList<Payout> payouts,
        MarkBody body)
    {
        var whole = new DistributionExecuted(id, found is { IsEpoch: true } ? found.At : null);
        var isWhole = body is { Identities: null, AsOf: null }
            && payouts.All(payout => payout.Executed || payout.Currency is null || payout.HasAddress);
        return isWhole && register.Judge(whole, register.LastAt ?? default) is RegisterVerdict.Allowed
            ? whole
            : whole with { Identities = body.Identities, Payable = body.Identities is null ? true : null, AsOf = body.AsOf };
    }

    private static async Task<MarkBody> ReadMarkAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadOptionalAsync(request, GrainRequestJson.Default.MarkBody, cancellation) ?? new MarkBody(null, null);
        var faults = new FaultList();
        if (body is { Identities: not null, AsOf: not null }) faults.Add(new Fault("$.asOf", "does not go with $.identities"));
        if (body.Identities is not (null or { Count: > 0 and <= NamedMax }))
            faults.Add(new Fault("$.identities", $"must have 1 to {NamedMax} elements"));
        faults.ThrowIfAny();
        return body;
    }

    private static void CheckNamed(CommunityRegister register, IReadOnlyList<Payout> payouts, MarkBody body)
    {
        if (body.AsOf < 0 || body.AsOf > register.Events)
            throw new ProblemException(Problem.BadRequest("$.asOf",
                $"must be the number that a file told in {PayoutsFunctions.AsOfHeader}"));
        var faults = (body.Identities ?? []).Index()
            .Where(each => each.Item is null || payouts.All(payout => payout.Identity != register.Resolve(each.Item)))
            .Select(each => new Fault($"$.identities[{each.Index}]", "is nobody whom it paid")).ToArray();
        if (faults.Length > 0) throw new ProblemException(Problem.BadRequest(faults));
    }

    internal static void Tell(HttpRequest request, string header, long number) =>
        request.HttpContext.Response.Headers[header] = number.ToString(CultureInfo.InvariantCulture);
}
