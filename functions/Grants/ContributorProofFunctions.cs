using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;

namespace Grain.Functions.Grants;

/// <summary><c>GET /api/spaces/{space}/contributors/proof?id=</c>: a contributor's chain, page by page.</summary>
internal sealed class ContributorProofFunctions(SpaceDirectory spaces, GrantLedger ledger)
{
    internal const int PageMax = 1000;
    private const string Format = "grain-journal/1";
    private const string Table = "grants";

    [Function("ContributorsProve")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors/{id}/proof")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var id = request.IdOf("id");
        if (id.Length > JournalKeys.AccountLengthMax) return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        if (after < 0) return Problem.BadRequest("after", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");

        // The head is read first: entries beyond it belong to a later proof.
        var head = await ledger.ReadHeadAsync(space.Journal, id, cancellationToken);
        if (head.Seq == 0) return Problem.NotFound($"The space '{space.Name}' has no grants of '{id}'.");
        var size = (int)Math.Min(limit ?? PageMax, Math.Max(0, head.Seq - (after ?? 0)));
        var entries = size == 0 ? [] : await ledger.ReadPageAsync(space.Journal, id, after ?? 0, size, cancellationToken);
        var last = entries.Count == 0 ? head.Seq : entries[^1].Seq;
        return Results.Json(
            new ProofPage(
                Format, Table, space.Name, id, JournalHash.Genesis(Table, space.Name, id), after ?? 0, new ProofHead(head.Seq, head.Hash, head.Totals),
                [.. entries.Select(entry => new ProofEntry(entry.Seq, entry.Key, JournalHash.Time(entry.RecordedAt), entry.Content, entry.Hash))],
                last < head.Seq ? last : null),
            GrantJson.Stored.ProofPage);
    }

    [Function("ContributorsProveById")]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors/proof")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync(request, cancellationToken);
}
