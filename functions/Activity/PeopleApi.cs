using System.Globalization;
using System.Text.Json;
using Grain.Functions.Activity.Buddies;
using Grain.Functions.Activity.Reads;
using Grain.Functions.Activity.Streaks;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity;

/// <summary>What a person decides: <c>PUT</c> and <c>GET …/activity/people/{person}</c>, <c>POST …/repairs</c>.</summary>
internal static class PeopleApi
{
    public static void MapPeople(this RouteGroupBuilder function)
    {
        function.MapPut("spaces/{space}/activity/people/{person}", ChangeAsync).Describe("PeopleChange");
        function.MapGet("spaces/{space}/activity/people/{person}", ReadAsync).Describe("PeopleRead");
        function.MapPost("spaces/{space}/activity/people/{person}/repairs", RepairAsync).Describe("PeopleRepair");
    }

    private static async Task<IResult> ReadAsync(HttpContext context, SpaceDirectory spaces, ActivityLedger ledger, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var person = PersonOf(context);
        return Answer(person, (await ledger.Store.ReadAccountAsync(space.Name, person, cancellationToken)).Account.Person, null);
    }

    /// <summary>Replaces what the person wants; what is left out goes back to its default.</summary>
    private static async Task<IResult> ChangeAsync(HttpContext context, SpaceDirectory spaces, People people, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        using var body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        var (timeZone, privacy, species) = PersonReader.Read(body.RootElement);
        var person = PersonOf(context);
        var (changed, key) = await people.ChangeAsync(space, person, timeZone, privacy, species, cancellationToken);
        return Answer(person, changed, key);
    }

    private static async Task<IResult> RepairAsync(
        HttpContext context, SpaceDirectory spaces, ActivityLedger ledger, People people, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        using var body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        if (!TryGetDay(body.RootElement, out var date)) return Problem.BadRequest("$.date", "must be a day such as \"2026-11-15\"");
        var person = PersonOf(context);
        if (await people.RepairAsync(space, person, date, cancellationToken) is { } refusal)
            return Problem.Refused("not-repairable", $"{date:yyyy-MM-dd}: {refusal}.");
        return Answer(person, (await ledger.Store.ReadAccountAsync(space.Name, person, cancellationToken)).Account.Person, null);
    }

    /// <summary>The raw text is looked at: half of a surrogate pair could not be read as a text, and no day has an escape in it.</summary>
    private static bool TryGetDay(JsonElement body, out DateOnly day)
    {
        day = default;
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("date", out var value) && value.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(value.GetRawText().Trim('"'), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    private static string PersonOf(HttpContext context) => context.PathValue("person") is { Length: > 0 } person
        ? ActivityApi.CheckedCaller(person)
        : throw new ProblemException(Problem.BadRequest("person", "must not be empty"));

    private static IResult Answer(string caller, Person person, string? key) => Results.Json(
        new PersonAnswer(caller, person.TimeZone, person.Privacy, person.Species, person.Repairs?.Select(DateOnly.FromDayNumber).ToArray(), key),
        ActivityJson.Answers.PersonAnswer);

    /// <summary>Reads what a person wants, and finds every fault in it.</summary>
    private sealed class PersonReader : CheckedJson
    {
        private const int WordLengthMax = 64;

        public static (string? TimeZone, Privacy Privacy, string? Species) Read(JsonElement body)
        {
            var reader = new PersonReader();
            reader.IsObject(body, "$", "timeZone", "privacy", "species");
            if (reader.Faults.Count > 0) throw new ProblemException(Problem.BadRequest(reader.Faults));
            var timeZone = reader.OptionalText(body, "$", "timeZone", WordLengthMax);
            if (timeZone is not null && !PersonalCalendar.IsZone(timeZone)) reader.Add("$.timeZone", "must be an IANA name such as Europe/Vienna, or UTC");
            var species = reader.OptionalText(body, "$", "species", WordLengthMax);
            if (species is not null && BuddyBook.Species.All(each => each.Id != species))
                reader.Add("$.species", $"must be one of {string.Join(", ", BuddyBook.Species.Select(each => each.Id))}");
            Privacy? privacy = reader.OptionalText(body, "$", "privacy", WordLengthMax) switch
            {
                null or "open" => Privacy.Open,
                "private" => Privacy.Private,
                "opted-out" => Privacy.OptedOut,
                _ => null,
            };
            if (privacy is null) reader.Add("$.privacy", "must be open, private or opted-out");
            return reader.Faults.Count == 0 ? (timeZone, privacy!.Value, species) : throw new ProblemException(Problem.BadRequest(reader.Faults));
        }
    }
}
