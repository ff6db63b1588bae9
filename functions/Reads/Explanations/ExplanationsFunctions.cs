using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// The slice's address: <c>GET /api/spaces/{space}/contributors/{id}/explain?epoch=&amp;top=</c>. It lies within the function
/// <c>Contributors</c>.
/// </summary>
internal sealed class ExplanationsFunctions(PersonExplainer explainer, FaceReader people)
{
    internal const int TopDefault = 10;
    internal const int TopMax = 1000;

    private static ApiOperation Explain =>
        new ApiOperation("Explanations", "Why a contributor has what they have: points, cred and grain, in words and in numbers")
        .Published(Role.Reader)
        .Key("id", "Any id of theirs.")
        .Query("epoch", "As of which closed epoch, and of which the cred is told; `all` for the cred of all closed epochs; `open` for the "
            + "epoch that is not closed yet, as it was ranked last; the last closed one if absent.")
        .Query<int>("top", $"How many parts to tell of each list; {TopDefault} if absent.", 1, TopMax)
        .Answers(200, "The explanation.", ExplanationJson.Default.Explanation.InGrain());

    [Function("ContributorsExplain"), Operation("explainCred", nameof(Explain))]
    public async Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/contributors/{*id:regex(^(?<id>.+)/explain/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (epoch, top) = QueryReader.Of(request, query => (query.Text("epoch"), query.Size(TopDefault, TopMax, "top")));
        var id = request.IdOf("id");
        if (id.Length > JournalKeys.AccountLengthMax)
            return Problem.BadRequest(request.PlaceOfId("id"), $"has more than {JournalKeys.AccountLengthMax} characters");
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, id, cancellation);
        return await explainer.ExplainAsync(space, asked.Account, epoch, top, cancellation, faces) is { } explanation
            ? Results.Json(explanation.For(asked), ExplanationJson.Default.Explanation.InGrain(space.Config.Token.Decimals))
            : Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");
    }

    [Function("ContributorsExplainById"), Operation("explainCredById", nameof(Explain))]
    public Task<IResult> ExplainByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/contributors/explain")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ExplainAsync(request, space, cancellation);
}
