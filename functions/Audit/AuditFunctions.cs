using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Audit;

/// <summary>Who did what: <c>GET /api/spaces/{space}/audit</c>, and of the owners <c>GET /api/audit</c>.</summary>
internal sealed class AuditFunctions(AuditLog log)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 500;

    private static ApiOperation Of(string summary) => new ApiOperation("Audit", summary)
        .Says($"A filter looks at {AuditLog.LooksMax} acts at most, so a page may have fewer than asked for, or none, and yet a `next`.")
        .Query("operation", "Only this operation, as in `patchSpaceConfig`.")
        .Query("by", "Only by this one: a key's id, or `by` as it is answered.")
        .Query<long>("before", "The `next` of the page before; the newest if absent.", 1)
        .Limit(PageDefault, PageMax)
        .Answers(200, "A page, the newest first.", AuditJson.Default.AuditAnswer);

    private static ApiOperation List => Of("What stewards, admins and owners did in a space").For(Role.Steward);

    [Function("AuditList"), Operation("listAudit", nameof(List))]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/audit")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadAsync(request, space.Name, cancellation);

    private static ApiOperation ListOfOwners => Of("What owners did to their keys, and to spaces as a whole").For(Role.Owner);

    [Function("AuditListOwners"), Operation("listOwnerAudit", nameof(ListOfOwners))]
    public Task<IResult> ListOfOwnersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/audit")] HttpRequest request, CancellationToken cancellation) =>
        ReadAsync(request, AuditLog.Owners, cancellation);

    private async Task<IResult> ReadAsync(HttpRequest request, string name, CancellationToken cancellation)
    {
        var (operation, by, before, limit) = QueryReader.Of(request, query => (query.Text("operation"), query.Text("by"),
            query.Checked(query.Int64("before"), "before", number => number is null or > 0, "must be the `next` of the page before"),
            query.Size(PageDefault, PageMax)));
        // Who has signed in stands in a sealed space under a hash.
        var hashed = by?.Split('#', 2) is [var issuer, var subject] ? Acts.SealedName(new(issuer, subject)) : by;
        Predicate<AuditEntry>? fits = operation is null && by is null ? null
            : entry => (operation is null || entry.Operation == operation)
                && (by is null || entry.Key == by || entry.By == by || entry.By == hashed);
        var (page, next) = await log.ReadAsync(name, before, limit, fits, cancellation);
        return Results.Json(new AuditAnswer([.. page.Select(AuditRow.Of)], next), AuditJson.Default.AuditAnswer);
    }
}

/// <summary>A page of acts.</summary>
/// <param name="Acts">The acts, newest first.</param>
/// <param name="Next">Ask with <c>before</c> = this for the next page; absent on the last.</param>
internal sealed record AuditAnswer(IReadOnlyList<AuditRow> Acts, long? Next);

/// <summary>An act as it is shown.</summary>
/// <param name="Seq">Its number in the journal.</param>
/// <param name="At">When it began.</param>
/// <param name="Operation">What was done.</param>
/// <param name="By">By whom.</param>
/// <param name="Key">The id of the key that was shown.</param>
/// <param name="Space">The space that owners did it to.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="Changes">Values that changed.</param>
/// <param name="Outcome"><c>done</c>, or <c>not-known</c> if nobody came back to tell.</param>
/// <param name="Hash">The hash of the chain up to here.</param>
internal sealed record AuditRow(
    long Seq, DateTimeOffset At, string Operation, string By, string? Key, string? Space, string? Target, IReadOnlyList<ActChange> Changes,
    string Outcome, string Hash)
{
    public static AuditRow Of(JournalEntry<AuditEntry> entry) => new(
        entry.Seq, entry.Value.At, entry.Value.Operation, entry.Value.By, entry.Value.Key, entry.Value.Space, entry.Value.Target,
        entry.Value.Changes ?? [], entry.Value.Outcome ?? "done", entry.Hash);
}
