using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Api;

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
    string Format, string Table, string Space, string Account, string Genesis, long After, ProofHead Head,
    IReadOnlyList<ProofEntry> Entries, long? Next)
{
    private const string Version = "grain-journal/1";
    private const string Grants = "grants";

    public static ProofPage Of(
        string space, Faces faces, JournalHead<GrantTotals> head, long after, IReadOnlyList<JournalEntry<Grant>> entries)
    {
        var last = entries.Count == 0 ? head.Seq : entries[^1].Seq;
        return new ProofPage(
            Version, Grants, space, head.Account, JournalHash.Genesis(Grants, space, head.Account), after,
            new ProofHead(head.Seq, head.Hash, head.Totals),
            [.. entries.Select(entry =>
                new ProofEntry(entry.Seq, entry.Key, JournalHash.Time(entry.RecordedAt),
                    faces.Hide(entry.Value) ? null : entry.Content, entry.Hash))],
            last < head.Seq ? last : null);
    }
}

/// <summary>The end of a chain.</summary>
internal sealed record ProofHead(long Seq, string Hash, GrantTotals Totals);

/// <summary>
/// An entry with exactly the text that is hashed; without it, where that names people who are not open to who asks.
/// </summary>
internal sealed record ProofEntry(long Seq, string Key, string RecordedAt, string? Content, string Hash);
