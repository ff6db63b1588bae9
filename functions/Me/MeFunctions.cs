using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;

namespace Grain.Functions.Me;

/// <summary>What somebody who has signed in sees and changes of what is theirs: <c>GET</c> and <c>PATCH …/me</c>.</summary>
internal sealed class MeFunctions(RegisterStore registers, PersonalSettingsStore settings, MeReader reader)
{
    private const int WordLengthMax = 64;
    private const int AddressLengthMax = 200;

    private static ApiOperation Read => new ApiOperation("Me", "Who I am here, and what is mine")
        .ForPeople()
        .Answers(200, "What is known.", MeJson.Default.MeAnswer);

    [Function("MeRead"), Operation("getMe", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/me")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        Results.Json(await reader.ReadAsync(space, await SignedIn.OfAsync(request, space, registers, cancellation), null, cancellation),
            MeJson.Default.MeAnswer);

    private static ApiOperation Change => new ApiOperation("Me", "Changes what is mine: only what is named")
        .ForPeople()
        .Says("Who has no identity yet gets one with the first `name`. `null` puts something back to what it "
            + "is by itself. `payoutAddress` is in the currency that the space pays in, `timeZone` an IANA name.")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "name": { "type": "string" },
                "payoutAddress": { "oneOf": [{ "type": "string" }, { "type": "null" }] },
                "timeZone": { "oneOf": [{ "type": "string" }, { "type": "null" }] },
                "privacy": { "type": "string", "enum": ["open", "pseudonymous", "private", "opted-out"] },
                "species": { "oneOf": [{ "type": "string" }, { "type": "null" }] }
              },
              "additionalProperties": false
            }
            """))
        .Answers(200, "Me, as I am now.", MeJson.Default.MeAnswer)
        .Refuses(409, "The register does not allow it; `type` says why.");

    [Function("MeChange"), Operation("patchMe", nameof(Change))]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/spaces/{space}/me")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var wishes = await JsonBody.ReadAsync(request, ReadWishes, cancellation);
        var me = await SignedIn.OfAsync(request, space, registers, cancellation);
        var person = me.Require();
        var events = EventsOf(wishes, person, me.Register);
        if (events.Count > 0
            && await registers.ChangeAsync(request, space, person, events, cancellation) is RegisterOutcome.Refused refused)
            return RegisterRequest.Refused(refused, isNamed: true);
        string? key = null;
        if (wishes.ChangesSettings)
        {
            await request.Act().About(person).Sets("privacy", wishes.Privacy is { } wanted ? PrivacyWords.Of(wanted) : null)
                .Sets("timeZone", wishes.TimeZone.Value).BeginAsync(cancellation);
            var (_, now) = await settings.ReadAsync(space, person, cancellation);
            (_, key) = await settings.ChangeAsync(space, person, wishes.TimeZone.Or(now.TimeZone), wishes.Privacy ?? now.Privacy,
                wishes.Species.Or(now.Species), cancellation);
        }

        request.Act().Nothing(false);
        return Results.Json(
            await reader.ReadAsync(space, await SignedIn.OfAsync(request, space, registers, cancellation), key, cancellation),
            MeJson.Default.MeAnswer);
    }

    private static IReadOnlyList<RegisterEvent> EventsOf(Wishes wishes, string person, CommunityRegister register)
    {
        if (wishes.Name is null && !wishes.PayoutAddress.IsNamed) return [];
        var known = register.Identities.GetValueOrDefault(person);
        if (wishes.PayoutAddress is { IsNamed: true, Value: null } && known is not null && register.Currency is { } currency)
            return [.. new IdentityBody(wishes.Name, null, null).ChangesOf(person, known, currency),
                new PayoutAddressSet(person, currency, null)];
        return new IdentityBody(wishes.Name, null, null, wishes.PayoutAddress.Value).ChangesOf(person, known, register.Currency);
    }

    private static Wishes ReadWishes(SentValue body)
    {
        if (!body.IsObject("name", "payoutAddress", "timeZone", "privacy", "species")) return new(null, default, default, null, default);
        var zone = body.OptionalText("timeZone", WordLengthMax);
        if (zone is not null && !CalendarZone.IsName(zone)) body.Fail("timeZone", $"must {CalendarZone.Rule}");
        var species = body.OptionalChoice("species", [.. BuddyBook.Species.Select(each => each.Id)]);
        return new(
            body.OptionalLine("name", RegisterRules.NameLengthMax),
            new(body.Has("payoutAddress"), body.OptionalLine("payoutAddress", AddressLengthMax)), new(body.Has("timeZone"), zone),
            PrivacyWords.Read(body), new(body.Has("species"), species));
    }

    /// <summary>A member that may be absent, or none.</summary>
    private readonly record struct Wish(bool IsNamed, string? Value)
    {
        public string? Or(string? now) => IsNamed ? Value : now;
    }

    private sealed record Wishes(string? Name, Wish PayoutAddress, Wish TimeZone, Privacy? Privacy, Wish Species)
    {
        public bool ChangesSettings => TimeZone.IsNamed || Privacy is not null || Species.IsNamed;
    }
}
