using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Explanations.Epochs;

/// <summary>The address <c>GET /api/spaces/{space}/cred</c>: cred epoch by epoch.</summary>
internal sealed class CredByEpochFunctions(CredByEpochReader reader, FaceReader people)
{
    private const int TopDefault = 8;
    private const int TopMax = 100;
    private const int LastDefault = 52;
    private const int LastMax = 1000;

    private static ApiOperation Read =>
        new ApiOperation("Explanations", "Cred of closed epochs, one by one, by people or by modules")
        .Published(Role.Reader)
        .Says("By `person` it is what those have who have most; who is not shown is among `others`. By `module` it is what the "
            + "contributions of each epoch are worth, before it flows to people. Of one person (`id`) it is by the modules of the "
            + "contributions that it came from, and adds up to their cred of each epoch.")
        .Query("by", "What the parts are; people if absent, and modules where a person is named.", CredByEpochReader.Person,
            CredByEpochReader.Module)
        .Query("id", "Any id of the person whose cred it is; that of all if absent.")
        .Query<int>("top", $"How many parts to tell one by one; {TopDefault} if absent.", 1, TopMax)
        .Query<int>("last", $"How many epochs at most, the last ones; {LastDefault} if absent.", 1, LastMax)
        .Answers(200, "The cred of each epoch and its parts.", CredByEpochJson.Default.CredByEpochAnswer);

    [Function("CredRead"), Operation("getCredByEpoch", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/cred")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (by, id, top, last) = QueryReader.Of(request, query => (
            query.Checked(query.Text("by"), "by", by => by is null or CredByEpochReader.Person or CredByEpochReader.Module,
                $"must be {CredByEpochReader.Person} or {CredByEpochReader.Module}"),
            query.Checked(query.Text("id"), "id", id => id is null or { Length: <= JournalKeys.AccountLengthMax },
                $"has more than {JournalKeys.AccountLengthMax} characters"),
            query.Size(TopDefault, TopMax, "top"), query.Size(LastDefault, LastMax, "last")));
        if (id is not null && by == CredByEpochReader.Person) return Problem.BadRequest("by", "must be module where a person is named");
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var answer = id is not null
            ? await reader.OfPersonAsync(space, await people.FindAsync(space, faces, id, cancellation), top, last, cancellation)
            : by == CredByEpochReader.Module ? await reader.ByModuleAsync(space, top, last, cancellation)
            : await reader.ByPersonAsync(space, faces, top, last, cancellation);
        return answer is null ? Problem.NotFound($"No closed epoch of '{space.Name}' gave cred to anybody called '{id}'.")
            : Results.Json(answer, CredByEpochJson.Default.CredByEpochAnswer);
    }
}

/// <summary>What the folder adds to the app.</summary>
internal static class CredByEpochServices
{
    public static IServiceCollection AddCredByEpoch(this IServiceCollection services) => services.AddSingleton<CredByEpochReader>();
}
