using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>What becomes of spaces: <c>GET /api/spaces</c>, <c>PATCH</c> and <c>DELETE /api/spaces/{space}</c>.</summary>
internal sealed class SpaceLifeFunctions(SpaceDirectory spaces, SpaceChanges changes, EraseQueue queue, TimeProvider time)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 500;

    private static ApiOperation List => new ApiOperation("Spaces", "The spaces that the key opens, in the order of their names")
        .For(Role.Reader)
        .Query("state", "Those in this state; if absent all but deleted ones.", [.. SpaceSummary.Words])
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page.", SpaceJson.Default.SpaceListAnswer);

    [Function("SpacesList"), Operation("listSpaces", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces")] HttpRequest request, CancellationToken cancellation)
    {
        var (after, limit, states) = QueryReader.Of(request, query => (
            query.Checked(query.Text("after") ?? "", "after", name => name.Length == 0 || SpaceName.IsValid(name),
                "must be the `next` of the page before"),
            query.Size(PageDefault, PageMax), StatesOf(query)));
        var visible = request.Caller().SpacesFor(Role.Reader);
        var (page, more) = await spaces.Listing.PageAsync(after, limit, states, visible, cancellation);
        var flagged = await SpaceLookAlikes.FlagAsync(spaces, page, visible, cancellation);
        return Results.Json(new SpaceListAnswer(flagged, more ? page[^1].Name : null), SpaceJson.Default.SpaceListAnswer);
    }

    private static ApiOperation Change => new ApiOperation("Spaces", "Gives a space another display name, archives it or opens it again")
        .For(Role.Admin)
        .Says("What is left out stays as it is. An archived space is read only: what was taken before is still counted, everything new is "
            + "refused with 409, and timers and epochs leave it alone. When it is opened again, the time between counts as switched off.")
        .Header("If-Match", "The ETag that the space was read with: keeps two people from overwriting each other.")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "displayName": {
                  "oneOf": [{ "type": "string" }, { "type": "null" }],
                  "description": "What people call it, at most 100 characters; null to call it by its name."
                },
                "archived": { "type": "boolean" }
              },
              "additionalProperties": false
            }
            """))
        .Answers(200, "The space as it is now; also when it was so before.", SpaceJson.Default.SpaceSummary, ApiHeader.ETag)
        .Refuses(409, "It is archived, and the request does not open it again.")
        .Refuses(412, "Somebody else has changed it in the meantime.");

    [Function("SpacesChange"), Operation("patchSpace", nameof(Change))]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/spaces/{space}")] HttpRequest request,
        CancellationToken cancellation)
    {
        _ = await spaces.NamedAsync(request, fresh: true, cancellation);
        var wanted = await JsonBody.ReadAsync(request, SpaceChange.Read, cancellation);
        var space = await changes.ApplyAsync(request, wanted, cancellation);
        request.HttpContext.Response.Headers.ETag = space.EntityTag;
        return Results.Json(SpaceSummary.Of(space), SpaceJson.Default.SpaceSummary);
    }

    private static ApiOperation Delete => new ApiOperation("Spaces", "Deletes an archived space with all that it holds, for ever")
        .For(Role.Owner)
        .Says("Only an archived space is deleted, by its name again and the ETag that it was read with. Its name stays taken: from now on "
            + "every address of it answers 410. The same request again, while it is being removed, is answered as before.")
        .Needs("confirm", "The space's name once more.")
        .Header("If-Match", "The ETag of the archived space.")
        .Answers(202, "It is deleted, and what it held is being removed.", SpaceJson.Default.SpaceDeletedAnswer)
        .Refuses(409, "It is not archived.")
        .Refuses(412, "Somebody else has changed it in the meantime.")
        .Refuses(428, "`If-Match` is missing, or names no version.");

    [Function("SpacesDelete"), Operation("deleteSpace", nameof(Delete))]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/spaces/{space}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var name = request.PathValue("space");
        var confirm = QueryReader.Of(request, query => query.Text("confirm"));
        var space = await spaces.LookAsync(name, fresh: true, cancellation);
        if (space is not { State: SpaceState.Deleting }) space = await spaces.NamedAsync(request, fresh: true, cancellation);
        if (confirm != name)
            return Problem.BadRequest("confirm", $"must be the space's name, {name}: nothing brings it back. {Export(name)}");
        request.Act().Nothing(space.Deletion is not null);
        if (space.Deletion is null)
        {
            if (space.ArchivedAt is null) return Problem.Conflict(
                $"The space '{name}' is in use. Archive it first, by PATCH /api/spaces/{name} with {{\"archived\":true}}. {Export(name)}");
            if (!request.NamesVersion()) return Problem.PreconditionRequired(
                $"Say which space you mean to delete: If-Match with the ETag that GET /api/spaces/{name} answers.");
            await request.Act().About(name).BeginAsync(cancellation);
            space = request.Matches(space.EntityTag)
                ? await spaces.ReplaceAsync(space, space.Ended(time.GetUtcNow()), cancellation) : null;
            if (space is null) return Problem.PreconditionFailed($"The space '{name}' was changed in the meantime; look at it again.");
        }

        // After the row: whoever is cut off here, or asks again, finds it there; and so does the timer.
        await queue.AskAsync(space, cancellation);
        return Results.Json(
            new SpaceDeletedAnswer(SpaceSummary.Of(space), $"What '{name}' held is being removed. Its name stays taken."),
            SpaceJson.Default.SpaceDeletedAnswer, statusCode: StatusCodes.Status202Accepted);
    }

    private static string Export(string name) => $"`./grain export --space {name} --out {name}.ndjson` keeps its grants in a file.";

    private static IReadOnlyCollection<SpaceState> StatesOf(QueryReader query)
    {
        if (query.Text("state") is not { } word) return [SpaceState.Active, SpaceState.Archived, SpaceState.Deleting];
        query.Checked(word, "state", SpaceSummary.Words.Contains, $"must be one of {string.Join(", ", SpaceSummary.Words)}");
        return [.. Enum.GetValues<SpaceState>().Where(state => SpaceSummary.Word(state) == word)];
    }
}
