using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Reads.People;

/// <summary>The slice's address that changes something: <c>DELETE …/people/{id}</c>, and <c>…/people?id=</c>.</summary>
internal sealed class PeopleEraseFunctions(PeopleFinder people, PeopleVault vault, AccountSpelling spelling)
{
    private static ApiOperation Erase => new ApiOperation("People", "Erases a person, for ever")
        .For(Role.Steward)
        .Says("In a sealed space only. The keys of the person go, under all their ids: names, titles, links and words that were sealed "
            + "with them cannot be read by anybody any more, and nobody can tell whose the entries were. Chains, sums and statements stay "
            + "as they are, and verify. What waits in queues for them is dropped; what comes later under their old names is of somebody "
            + "new. The same again by the opaque id is answered as before.")
        .Key("id", "Any id of theirs.")
        .Needs("confirm", "The id once more: nothing brings the person back.")
        .Answers(200, "They are erased.", PeopleJson.Default.ErasedAnswer)
        .Refuses(409, "The space is not sealed; `remains` tells what would remain.");

    [Function("PersonErase"), Operation("erasePerson", nameof(Erase))]
    public async Task<IResult> EraseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/spaces/{space}/people/{*id:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var id = ActivityViews.CheckedCaller(request.IdOf("id"), request.PlaceOfId("id"));
        if (QueryReader.Of(request, query => query.Text("confirm")) != id)
            return Problem.BadRequest("confirm", "must be the id once more: nothing brings the person back");
        if (!space.IsSealed)
            return Problem.Conflict($"The space '{space.Name}' is not sealed: its ledgers hold names as they came, under hashes, so that "
                + $"nothing can be taken out. GET /api/spaces/{space.Name}/people/remains?id= tells what there is and where; "
                + "`./grain export --without ID` takes the others' grants into a new space, and this one can be deleted.");
        if (await people.FindAsync(space, id, cancellation) is not { } person)
            return Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");
        var named = await spelling.OfAsync(space.Journal, id, cancellation);
        await request.Act().About(named).BeginAsync(cancellation);
        var erased = await vault.EraseAsync(space.Name, [.. person.Accounts.Where(each => each != named), named], cancellation);
        request.Act().Nothing(erased == 0);
        return Results.Json(new ErasedAnswer(space.Name, person.Accounts, erased), PeopleJson.Default.ErasedAnswer);
    }

    [Function("PersonEraseById"), Operation("erasePersonById", nameof(Erase))]
    public Task<IResult> EraseByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/spaces/{space}/people")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        EraseAsync(request, space, cancellation);
}

/// <summary>Who is erased.</summary>
/// <param name="Space">Where.</param>
/// <param name="People">Their opaque ids, which stay.</param>
/// <param name="Erased">How many of these were not erased before.</param>
internal sealed record ErasedAnswer(string Space, IReadOnlyList<string> People, int Erased);
