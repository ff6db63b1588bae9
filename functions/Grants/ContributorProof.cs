using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;

namespace Grain.Functions.Grants;

/// <summary>
/// A page of a contributor's hash chain, with all that somebody needs to check it without Grain (docs/verify.md).
/// </summary>
/// <param name="Format">How hashes are made; see <see cref="JournalHash"/>.</param>
/// <param name="Table">Part of the first hash.</param>
/// <param name="Space">Part of the first hash.</param>
/// <param name="Account">The contributor; part of the first hash.</param>
/// <param name="Genesis">The hash before the first entry.</param>
/// <param name="After">The entries follow on this one; 0 from the start.</param>
/// <param name="Head">Where the chain ends now.</param>
/// <param name="Entries">A page of entries.</param>
/// <param name="Next">Ask with <c>after</c> = this for the next page; absent on the last.</param>
internal sealed record ProofPage(
    string Format, string Table, string Space, string Account, string Genesis, long After, ProofHead Head, IReadOnlyList<ProofEntry> Entries, long? Next);

/// <summary>The end of a chain.</summary>
internal sealed record ProofHead(long Seq, string Hash, GrantTotals Totals);

/// <summary>An entry with exactly the text that is hashed.</summary>
internal sealed record ProofEntry(long Seq, string Key, string RecordedAt, string Content, string Hash);

/// <summary><c>GET /api/spaces/{space}/contributors/{id}/proof</c>.</summary>
internal static class ContributorProof
{
    internal const int PageMax = 1000;
    private const string Format = "grain-journal/1";
    private const string Table = "grants";

    public static async Task<IResult> ReadAsync(
        HttpContext context, long? after, int? limit, SpaceDirectory spaces, GrantLedger ledger, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var id = context.PathValue("id");
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
}
