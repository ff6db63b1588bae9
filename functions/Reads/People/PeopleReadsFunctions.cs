using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Reads.People;

/// <summary>
/// The slice's addresses: <c>GET …/people/{id}/export</c> and <c>…/remains</c>, and both with <c>?id=</c>.
/// </summary>
internal sealed class PeopleReadsFunctions(PeopleFinder people, PersonExport export, PersonRemains remains)
{
    private static ApiOperation Export => new ApiOperation("People", "All that the space's books hold of a person, as one file")
        .For(Role.Steward)
        .Says("Grants, what was decided about them, proposals, scores, grain, task credits and escrows, replicas, changes of the "
            + "register, activity and cred, under all ids of the person; entries of journals with their content as it is stored and "
            + "hashed. What is not in it is told by the person's `remains`. A file that does not end with `}` was cut off: fetch it again.")
        .Key("id", "Any id of theirs.")
        .Answers(200, "The file.", Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "format": { "type": "string", "const": "grain-person/1" },
                "space": { "type": "string" },
                "exportedAt": { "type": "string", "format": "date-time" },
                "id": { "type": "string" },
                "accounts": { "type": "array", "items": { "type": "string" } },
                "identity": { "type": "object" },
                "register": { "type": "array", "items": { "type": "object" } },
                "grants": { "type": "array", "items": { "type": "object" } },
                "guards": { "type": "array", "items": { "type": "object" } },
                "proposals": { "type": "array", "items": { "type": "object" } },
                "scores": { "type": "array", "items": { "type": "object" } },
                "grain": { "type": "array", "items": { "type": "object" } },
                "credits": { "type": "array", "items": { "type": "object" } },
                "escrows": { "type": "array", "items": { "type": "object" } },
                "replicas": { "type": "array", "items": { "type": "object" } },
                "activity": { "type": "array", "items": { "type": "object" } },
                "days": { "type": "array", "items": { "type": "object" } },
                "facts": { "type": "array", "items": { "type": "object" } },
                "cred": { "type": "array", "items": { "type": "object" } }
              },
              "required": ["format", "space", "exportedAt", "id", "accounts", "identity", "register", "grants", "grain"],
              "additionalProperties": false
            }
            """));

    [Function("PersonExportRead"), Operation("exportPerson", nameof(Export))]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/people/{*id:regex(^(?<id>.+)/export/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var person = await KnownAsync(request, space, cancellation);
        return Results.Stream(output => export.WriteAsync(person, output, cancellation), ApiMedia.Json);
    }

    [Function("PersonExportReadById"), Operation("exportPersonById", nameof(Export))]
    public Task<IResult> ExportByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/people/export")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ExportAsync(request, space, cancellation);

    private static ApiOperation Remains => new ApiOperation("People", "Where the space holds something of a person, and how much")
        .For(Role.Steward)
        .Says("Everything that is stored of the space is looked through for the person's ids, names and payout addresses. Ledgers are "
            + "chained by hashes, and epochs are pinned by them: what lies there stays as long as the space does. It is looked through in "
            + "pieces: what there is in a place is the sum of all pieces. Without `next` it was the last one.")
        .Key("id", "Any id of theirs.")
        .Query("after", "The `next` of the piece before.")
        .Answers(200, "The places of a piece.", PeopleJson.Default.RemainsAnswer);

    [Function("PersonRemainsRead"), Operation("getPersonRemains", nameof(Remains))]
    public async Task<IResult> RemainsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/people/{*id:regex(^(?<id>.+)/remains/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var after = QueryReader.Of(request, query => query.Text("after")) is not { } text ? default
            : RemainsMark.Read(text) ?? throw new ProblemException(Problem.BadRequest("after", RemainsMark.Rule));
        return Results.Json(await remains.ReadAsync(await KnownAsync(request, space, cancellation), after, cancellation),
            PeopleJson.Default.RemainsAnswer);
    }

    [Function("PersonRemainsReadById"), Operation("getPersonRemainsById", nameof(Remains))]
    public Task<IResult> RemainsByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/people/remains")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        RemainsAsync(request, space, cancellation);

    private async Task<KnownPerson> KnownAsync(HttpRequest request, Space space, CancellationToken cancellation)
    {
        var id = ActivityViews.CheckedCaller(request.IdOf("id"), request.PlaceOfId("id"));
        return await people.FindAsync(space, id, cancellation)
            ?? throw new ProblemException(Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'."));
    }
}
