using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>What a person decides: <c>PUT</c> and <c>GET …/activity/people/{person}</c>, <c>POST …/repairs</c>.</summary>
internal sealed class PeopleFunctions(SpaceDirectory spaces, ActivityLedger ledger, PersonalSettingsStore people)
{
    private const int WordLengthMax = 64;

    [Function("PeopleRead")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/people/{person}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var (id, person) = await people.ReadAsync(space, PersonOf(request), cancellation);
        return Answer(id, person, null);
    }

    [Function("PeopleReadById")]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/people")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadAsync(request, cancellation);

    /// <summary>Replaces what the person wants; what is left out goes back to its default.</summary>
    [Function("PeopleChange")]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/activity/people/{person}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var (timeZone, privacy, species) = await JsonBody.ReadAsync(request, ReadWishes, cancellation);
        var place = request.PlaceOfId("person");
        var person = await ledger.Spelling.OfNewAsync(space.Journal, place, PersonOf(request), cancellation);
        var (changed, key) = await people.ChangeAsync(space, person, timeZone, privacy, species, cancellation);
        return Answer((await people.ReadAsync(space, person, cancellation)).Id, changed, key);
    }

    [Function("PeopleChangeById")]
    public Task<IResult> ChangeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/activity/people")] HttpRequest request,
        CancellationToken cancellation) =>
        ChangeAsync(request, cancellation);

    [Function("PeopleRepair")]
    public async Task<IResult> RepairAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post",
            Route = "api/spaces/{space}/activity/people/{person}/repairs")] HttpRequest request, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var date = await JsonBody.ReadAsync(request, body =>
        {
            if (!DateOnly.TryParseExact(body.IsObject() ? body.OptionalText("date", 10) : null, "yyyy-MM-dd", out var day) && body.Faults.Count == 0)
                body.Fail("date", "must be a day such as \"2026-11-15\"");
            return day;
        }, cancellation);
        var person = PersonOf(request);
        if (await people.RepairAsync(space, person, date, cancellation) is { } refusal)
            return Problem.Refused("not-repairable", $"{date:yyyy-MM-dd}: {refusal}.");
        var (id, repaired) = await people.ReadAsync(space, person, cancellation);
        return Answer(id, repaired, null);
    }

    [Function("PeopleRepairById")]
    public Task<IResult> RepairByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/activity/people/repairs")] HttpRequest request,
        CancellationToken cancellation) =>
        RepairAsync(request, cancellation);

    private static string PersonOf(HttpRequest request) => request.IdOf("person") is { Length: > 0 } person
        ? ActivityFunctions.CheckedCaller(person, request.PlaceOfId("person"))
        : throw new ProblemException(Problem.BadRequest("person", "must not be empty"));

    private static IResult Answer(string caller, PersonalSettings person, string? key) => Results.Json(
        new PersonAnswer(caller, person.TimeZone, person.Privacy, person.Species, person.Repairs?.Select(DateOnly.FromDayNumber).ToArray(),
            key),
        ActivityJson.Answers.PersonAnswer);

    /// <summary>What a person wants.</summary>
    private static (string? TimeZone, Privacy Privacy, string? Species) ReadWishes(SentValue body)
    {
        if (!body.IsObject("timeZone", "privacy", "species")) return default;
        var timeZone = body.OptionalText("timeZone", WordLengthMax);
        if (timeZone is not null && !CalendarZone.IsName(timeZone)) body.Fail("timeZone", $"must {CalendarZone.Rule}");
        var privacy = body.OptionalChoice("privacy", "open", "private", "opted-out") switch
        {
            "private" => Privacy.Private,
            "opted-out" => Privacy.OptedOut,
            _ => Privacy.Open,
        };
        return (timeZone, privacy, body.OptionalChoice("species", [.. BuddyBook.Species.Select(each => each.Id)]));
    }
}
