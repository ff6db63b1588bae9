using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Identities;
using Grain.Functions.Spaces;

namespace Grain.Functions.Accounts;

/// <summary>The addresses of payouts and their marks.</summary>
internal sealed class PayoutsFunctions(SpaceDirectory spaces, RegisterStore registers, DistributedGrain distributed)
{
    /// <summary>How many of the payouts cannot be made.</summary>
    internal const string WithoutAddressHeader = "Grain-Payouts-Without-Address";

    /// <summary>How many of the payouts are owed on another chain than the one that is asked for.</summary>
    internal const string OtherChainsHeader = "Grain-Payouts-On-Other-Chains";

    /// <summary>Most receivers that are named in one mark.</summary>
    internal const int NamedMax = 500;

    /// <summary>Ids of epochs have at most 15 characters, those of special distributions <see cref="RegisterRules.NameLengthMax"/>.</summary>
    private const int IdLengthMax = RegisterRules.NameLengthMax;

    /// <summary>
    /// What closed epochs and special distributions paid; <c>open=true</c> leaves out what is marked as executed, <c>form=safe</c> is for Safe's
    /// CSV airdrop, <c>chain</c> is for what is owed there only.
    /// </summary>
    [Function("PayoutsRead")]
    public async Task<IResult> ReadPayoutsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/payouts.csv")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (from, to, open, form, chain) = (query.Text("from"), query.Text("to"), query.Boolean("open"), query.Text("form"), query.Text("chain"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        if (from?.Length > IdLengthMax || to?.Length > IdLengthMax) return Problem.BadRequest("from", "from and to are ids of epochs such as 2026-11-15");
        if (form is not (null or "safe")) return Problem.BadRequest("form", "must be 'safe' or absent");
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        // Safe pays on the chain that it is on, whatever a file was meant for: one chain a file.
        if (form is not null) chain ??= register.Currency?.ChainId;
        if (form is not null && !char.IsAsciiDigit(chain?.FirstOrDefault() ?? ' '))
            return Problem.Refused(RegisterFault.NoExternalCurrency, "Safe pays in a token of a chain; PUT …/grain/settings/currency says which.");
        var all = await distributed.ReadAsync(space.Name, register, from, to, cancellationToken);
        var payouts = PayoutList.Of(register, all).Where(payout => open != true || !payout.Executed);
        return Answer(request, payouts.ToLookup(payout => chain is null || payout.Currency?.ChainId == chain), form is null, space.Config.Token.Decimals);
    }

    /// <summary>
    /// Marks payments of an epoch or a special distribution as paid out: those of the identities that the body names, or else all that there is an address for.
    /// The same again changes nothing.
    /// </summary>
    [Function("PayoutsMarkExecuted")]
    public async Task<IResult> MarkExecutedAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/payouts/{distribution}/executed")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var id = request.IdOf("distribution");
        if (id.Length is 0 or > IdLengthMax) return Problem.BadRequest(request.PlaceOfId("distribution"), "must be the id of an epoch or of a special distribution");
        var named = await ReadNamedAsync(request, cancellationToken);
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        var found = await distributed.FindAsync(space.Name, register, id, cancellationToken);
        var payouts = found is null ? [] : PayoutList.Of(register, [found]);
        CheckNamed(register, payouts, named);
        Count(request, WithoutAddressHeader, payouts.Count(payout => payout is { Executed: false, Currency: not null, HasAddress: false }));
        return GrainSettingsFunctions.Answer(await MarkAsync(space, register, Mark(found, id, payouts, named), payouts, cancellationToken));
    }

    [Function("PayoutsMarkExecutedById")]
    public Task<IResult> MarkExecutedByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grain/payouts/executed")] HttpRequest request, CancellationToken cancellationToken) =>
        MarkExecutedAsync(request, cancellationToken);

    /// <summary>Nothing is written where nothing would change, but what the register refuses is refused all the same.</summary>
    private async Task<RegisterOutcome> MarkAsync(
        Space space, CommunityRegister register, DistributionExecuted mark, IReadOnlyList<Payout> payouts, CancellationToken cancellationToken)
    {
        var marks = payouts.Where(payout => !payout.Executed && (mark.Identities is { } named
            ? named.Select(register.Resolve).Contains(payout.Identity, StringComparer.Ordinal)
            : payout.Currency is null || payout.HasAddress));
        if (payouts.Count == 0 || marks.Any()) return await registers.ChangeAsync(space.Journal, [mark], cancellationToken);
        return register.Judge(mark, register.LastAt ?? default) is RegisterVerdict.Refused { Kind: not RegisterFault.AlreadyExecuted } refused
            ? new RegisterOutcome.Refused(register, refused.Kind, refused.Reason)
            : new RegisterOutcome.Unchanged(register);
    }

    /// <summary>A mark of the whole distribution where that is what it comes to.</summary>
    private static DistributionExecuted Mark(Distributed? found, string id, IReadOnlyList<Payout> payouts, IReadOnlyList<string>? named)
    {
        var isWhole = named is null && payouts.All(payout => payout.Executed || payout.Currency is null || payout.HasAddress);
        return new DistributionExecuted(id, found is { IsEpoch: true } ? found.At : null) { Identities = named, Payable = isWhole || named is not null ? null : true };
    }

    private static async Task<IReadOnlyList<string>?> ReadNamedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await JsonBody.ReadBytesAsync(request, cancellationToken);
        if (bytes.Length == 0) return null;
        try
        {
            var named = JsonSerializer.Deserialize(bytes, GrainRequestJson.Default.MarkBody)?.Identities;
            return named is null or { Count: > 0 and <= NamedMax }
                ? named
                : throw new ProblemException(Problem.BadRequest("$.identities", $"must have 1 to {NamedMax} elements"));
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }

    private static void CheckNamed(CommunityRegister register, IReadOnlyList<Payout> payouts, IReadOnlyList<string>? named)
    {
        var faults = (named ?? []).Index()
            .Where(each => each.Item is null || payouts.All(payout => payout.Identity != register.Resolve(each.Item)))
            .Select(each => new Fault($"$.identities[{each.Index}]", "is nobody whom it paid")).ToArray();
        if (faults.Length > 0) throw new ProblemException(Problem.BadRequest(faults));
    }

    private static IResult Answer(HttpRequest request, ILookup<bool, Payout> isOnChain, bool isForPeople, int decimals)
    {
        Count(request, WithoutAddressHeader, isOnChain[true].Count(payout => !payout.HasAddress));
        Count(request, OtherChainsHeader, isOnChain[false].Count(payout => payout.Currency is not null));
        var csv = isForPeople ? PayoutList.ToCsv(isOnChain[true], decimals) : PayoutList.ToSafeCsv(isOnChain[true], decimals);
        return Results.Bytes(Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8");
    }

    private static void Count(HttpRequest request, string header, int count) =>
        request.HttpContext.Response.Headers[header] = count.ToString(CultureInfo.InvariantCulture);
}
