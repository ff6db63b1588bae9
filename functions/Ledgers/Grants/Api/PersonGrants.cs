using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>Lists what was granted to a person: the journal of the id that was named, then those of the person's other ids.</summary>
internal sealed class PersonGrants(GrantLedger ledger, AccountSpelling spelling)
{
    /// <summary>
    /// A cursor is the number of an entry, and of which id: far more than a journal has, and few enough digits for any client.
    /// </summary>
    private const long EntriesMax = 1_000_000_000_000;

    /// <summary>A page.</summary>
    /// <param name="space">The space.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="person">Whose: none are told of somebody under a pseudonym, since what they are about leads to them.</param>
    /// <param name="after">What the page follows on; 0 from the start.</param>
    /// <param name="limit">At most so many entries.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<GrantPage> ReadAsync(
        Space space, Faces faces, AskedPerson person, long after, int limit, CancellationToken cancellation)
    {
        if (person.IsPseudonymous || person.IsNobody) return new GrantPage(person.Shown, [], null);
        var (account, accounts, _) = await spelling.PersonAsync(space.Journal, person.Account, cancellation);
        var rows = new List<GrantRow>();
        var seq = after % EntriesMax;
        for (var place = after / EntriesMax; place < accounts.Count; place++, seq = 0)
        {
            var entries = await ledger.ReadPageAsync(space.Journal, accounts[(int)place], seq, limit - rows.Count, cancellation);
            rows.AddRange(entries.Select(entry => new GrantRow(entry.Seq, entry.RecordedAt, entry.Hash, Shown(entry.Value.For(faces)))));
            if (rows.Count == limit) return new GrantPage(account, rows, (place * EntriesMax) + entries[^1].Seq);
        }

        return new GrantPage(account, rows, null);
    }

    /// <summary>In a sealed space under the id that it was sent with, which is opened as the answer goes out.</summary>
    private static Grant Shown(Grant grant) => grant with { GrantId = grant.ShownId, SentAs = null };
}
