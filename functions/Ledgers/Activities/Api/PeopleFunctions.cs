using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>What a person decides: <c>PUT</c> and <c>GET …/activity/people/{person}</c>, <c>POST …/repairs</c>.</summary>
internal sealed class PeopleFunctions(ActivityLedger ledger, PersonalSettingsStore people)
{
    private const int WordLengthMax = 64;

    private static ApiOperation OfPerson(string summary) =>
        new ApiOperation("Activity", summary).Key("person", "The person's id.");

    private static ApiOperation ReadPerson => OfPerson("What a person has decided about their activity")
        .For(Role.Steward)
        .Answers(200, "The person.", ActivityAnswersJson.Answers.PersonAnswer);

    [Function("PeopleRead"), Operation("getActivityPerson", nameof(ReadPerson))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/activity/people/{*person:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (id, person) = await people.ReadAsync(space, PersonOf(request), cancellation);
        return Answer(id, person, null);
    }

    [Function("PeopleReadById"), Operation("getActivityPersonById", nameof(ReadPerson))]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/people")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadAsync(request, space, cancellation);

    private static ApiOperation ChangePerson => OfPerson("Replaces what a person has decided about their activity")
        .For(Role.Steward)
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "timeZone": { "type": "string", "description": "An IANA name such as Europe/Vienna." },
                "privacy": { "type": "string", "enum": ["open", "pseudonymous", "private", "opted-out"] },
                "species": { "type": "string", "description": "The species of their buddy." }
              },
              "additionalProperties": false
            }
            """))
        .Answers(200, "The person; with the key that opens what is private, when it is made.", ActivityAnswersJson.Answers.PersonAnswer);

    /// <summary>Replaces what the person wants; what is left out goes back to its default.</summary>
    [Function("PeopleChange"), Operation("putActivityPerson", nameof(ChangePerson))]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put",
            Route = "api/spaces/{space}/activity/people/{*person:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (timeZone, privacy, species) = await JsonBody.ReadAsync(request, ReadWishes, cancellation);
        var place = request.PlaceOfId("person");
        var person = await ledger.Spelling.OfNewAsync(space.Journal, place, PersonOf(request), cancellation);
        await request.Act().About(person).Sets("timeZone", timeZone).Sets("privacy", privacy).Sets("species", species)
            .BeginAsync(cancellation);
        var (changed, key) = await people.ChangeAsync(space, person, timeZone, privacy, species, cancellation);
        return Answer((await people.ReadAsync(space, person, cancellation)).Id, changed, key);
    }

    [Function("PeopleChangeById"), Operation("putActivityPersonById", nameof(ChangePerson))]
    public Task<IResult> ChangeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/activity/people")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ChangeAsync(request, space, cancellation);

    private static ApiOperation Repair => OfPerson("Repairs a missed day of a streak")
        .For(Role.Steward)
        .Takes(Shape.Json("""{"type":"object","properties":{"date":{"type":"string","format":"date"}},"required":["date"]}"""))
        .Answers(200, "The person.", ActivityAnswersJson.Answers.PersonAnswer)
        .Refuses(409, "The day cannot be repaired.");

    [Function("PeopleRepair"), Operation("repairStreak", nameof(Repair))]
    public async Task<IResult> RepairAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/activity/people/{*person:regex(^(?<person>.+)/repairs/?$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var date = await JsonBody.ReadAsync(request, body =>
        {
            if (!DateOnly.TryParseExact(body.IsObject() ? body.OptionalText("date", 10) : null, "yyyy-MM-dd", out var day)
                && body.Faults.Count == 0)
                body.Fail("date", "must be a day such as \"2026-11-15\"");
            return day;
        }, cancellation);
        var person = await ledger.Spelling.OfAsync(space.Journal, PersonOf(request), cancellation);
        await request.Act().About(person).Sets("date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).BeginAsync(cancellation);
        if (await people.RepairAsync(space, person, date, cancellation) is { } refusal)
            return Problem.Refused("not-repairable", $"{date:yyyy-MM-dd}: {refusal}.");
        var (id, repaired) = await people.ReadAsync(space, person, cancellation);
        return Answer(id, repaired, null);
    }

    [Function("PeopleRepairById"), Operation("repairStreakById", nameof(Repair))]
    public Task<IResult> RepairByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/activity/people/repairs")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        RepairAsync(request, space, cancellation);

    private static string PersonOf(HttpRequest request) => request.IdOf("person") is { Length: > 0 } person
        ? ActivityViews.CheckedCaller(person, request.PlaceOfId("person"))
        : throw new ProblemException(Problem.BadRequest("person", "must not be empty"));

    private static IResult Answer(string caller, PersonalSettings person, string? key) => Results.Json(
        new PersonAnswer(caller, person.TimeZone, person.Privacy, person.Species, person.Repairs?.Select(DateOnly.FromDayNumber).ToArray(),
            key),
        ActivityAnswersJson.Answers.PersonAnswer);

    /// <summary>What a person wants.</summary>
    private static (string? TimeZone, Privacy Privacy, string? Species) ReadWishes(SentValue body)
    {
        if (!body.IsObject("timeZone", "privacy", "species")) return default;
        var timeZone = body.OptionalText("timeZone", WordLengthMax);
        if (timeZone is not null && !CalendarZone.IsName(timeZone)) body.Fail("timeZone", $"must {CalendarZone.Rule}");
        var privacy = PrivacyWords.Read(body) ?? Privacy.Open;
        return (timeZone, privacy, body.OptionalChoice("species", [.. BuddyBook.Species.Select(each => each.Id)]));
    }
}
