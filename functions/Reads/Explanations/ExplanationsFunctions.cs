using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// The slice's address: <c>GET /api/spaces/{space}/contributors/{id}/explain?epoch=&amp;top=</c>. It lies within the function
/// <c>Contributors</c>.
/// </summary>
internal sealed class ExplanationsFunctions(Explainer explainer, AccountSpelling spelling)
{
    internal const int TopDefault = 10;
    internal const int TopMax = 1000;

    private static ApiOperation Explain =>
        new ApiOperation("Explanations", "Where a contributor's cred came from and where it went")
        .Key("id", "Any id of theirs.")
        .Query("epoch", "As of which closed epoch; the last one if absent.")
        .Query<int>("top", $"How many parts to tell of each list; {TopDefault} if absent.", 1, TopMax)
        .Answers(200, "The explanation.", ExplanationJson.Default.Explanation);

    [Function("ContributorsExplain"), Operation("explainCred", nameof(Explain))]
    public async Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get",
            Route = "api/spaces/{space}/contributors/{*id:regex(^(?<id>.+)/explain/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (epoch, top) = QueryReader.Of(request, query => (query.Text("epoch"), query.Size(TopDefault, TopMax, "top")));
        var id = request.IdOf("id");
        if (await explainer.FindClosedAsync(space.Name, epoch, cancellation) is not { } run)
            return Problem.NotFound(epoch is null ? $"The space '{space.Name}' has not closed an epoch yet."
                : $"The space '{space.Name}' has no closed epoch '{epoch}'.");
        var (account, _, register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        return await AnswerAsync(run, account, register.AccountsOf(account), top, cancellation);
    }

    private async Task<IResult> AnswerAsync(EpochRun run, string id, IReadOnlyList<string> accounts, int top,
        CancellationToken cancellation) =>
        await explainer.ExplainAsync(run, accounts, top, cancellation) is { } explanation
            ? Results.Json(explanation, ExplanationJson.Default.Explanation)
            : Problem.NotFound($"The graph of epoch {run.Epoch.Id} knows nobody called '{id}'.");

    [Function("ContributorsExplainById"), Operation("explainCredById", nameof(Explain))]
    public Task<IResult> ExplainByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors/explain")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ExplainAsync(request, space, cancellation);
}
