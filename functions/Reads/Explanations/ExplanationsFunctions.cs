using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// The slice's address: <c>GET /api/spaces/{space}/contributors/{id}/explain?epoch=&amp;top=</c>. It lies within the function
/// <c>Contributors</c>.
/// </summary>
internal sealed class ExplanationsFunctions(SpaceDirectory spaces, Explainer explainer, AccountSpelling spelling)
{
    internal const int TopDefault = 10;
    internal const int TopMax = 1000;

    [Function("ContributorsExplain")]
    public async Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors/{id}/explain")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (epoch, top) = (query.Text("epoch"), query.Int32("top"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var most = QueryReader.Size(top, TopDefault, TopMax, "top");
        var id = request.IdOf("id");
        if (await explainer.FindClosedAsync(space.Name, epoch, cancellation) is not { } run)
            return Problem.NotFound(epoch is null ? $"The space '{space.Name}' has not closed an epoch yet."
                : $"The space '{space.Name}' has no closed epoch '{epoch}'.");
        var (account, _, register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        return await AnswerAsync(run, account, register.AccountsOf(account), most, cancellation);
    }

    private async Task<IResult> AnswerAsync(EpochRun run, string id, IReadOnlyList<string> accounts, int top,
        CancellationToken cancellation) =>
        await explainer.ExplainAsync(run, accounts, top, cancellation) is { } explanation
            ? Results.Json(explanation, ExplanationJson.Default.Explanation)
            : Problem.NotFound($"The graph of epoch {run.Epoch.Id} knows nobody called '{id}'.");

    [Function("ContributorsExplainById")]
    public Task<IResult> ExplainByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors/explain")] HttpRequest request,
        CancellationToken cancellation) =>
        ExplainAsync(request, cancellation);
}
