using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary><c>GET /api/spaces/{space}/contributors/proof?id=</c>: a contributor's chain, page by page.</summary>
internal sealed class ContributorProofFunctions(GrantLedger ledger, FaceReader people)
{
    internal const int PageMax = 1000;

    private static ApiOperation Prove =>
        new ApiOperation("Grants", "A contributor's hash chain, to be checked without Grain")
        .Published(Role.Reader)
        .Key("id", "The contributor id.")
        .Page(PageMax, PageMax)
        .Says("An entry that names people who are not open to everybody has its `content` for stewards alone; its `hash` goes on the chain "
            + "for all.")
        .Answers(200, "A page of the chain.", GrantAnswersJson.Stored.ProofPage);

    [Function("ContributorsProve"), Operation("getContributorProof", nameof(Prove))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/contributors/{*id:regex(^(?<id>.+)/proof/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (start, size) = QueryReader.Of(request, query => (query.Start(), query.Size(PageMax, PageMax)));
        var id = request.IdOf("id");
        if (id.Length > JournalKeys.AccountLengthMax)
            return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, id, cancellation);
        return !asked.IsPseudonymous && !asked.IsNobody
            && await ReadAsync(space, faces, asked.Account, start, size, cancellation) is { } page
            ? Results.Json(page, GrantAnswersJson.Stored.ProofPage)
            : Problem.NotFound($"The space '{space.Name}' has no grants of '{asked.Shown}'.");
    }

    private async Task<ProofPage?> ReadAsync(
        Space space, Faces faces, string id, long after, int limit, CancellationToken cancellation)
    {
        // The head is read first: entries beyond it belong to a later proof.
        var head = await ledger.ReadHeadAsync(space.Journal, id, cancellation);
        if (head.Seq == 0) return null;
        var size = (int)Math.Min(limit, Math.Max(0, head.Seq - after));
        return ProofPage.Of(space.Name, faces, head, after,
            size == 0 ? [] : await ledger.ReadPageAsync(space.Journal, id, after, size, cancellation));
    }

    [Function("ContributorsProveById"), Operation("getContributorProofById", nameof(Prove))]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/contributors/proof")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadAsync(request, space, cancellation);
}
