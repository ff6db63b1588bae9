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
    /// <param name="contributor">Any id of the person.</param>
    /// <param name="after">What the page follows on; 0 from the start.</param>
    /// <param name="limit">At most so many entries.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<GrantPage> ReadAsync(Space space, string contributor, long after, int limit, CancellationToken cancellation)
    {
        var (account, accounts, _) = await spelling.PersonAsync(space.Journal, contributor, cancellation);
        var rows = new List<GrantRow>();
        var seq = after % EntriesMax;
        for (var place = after / EntriesMax; place < accounts.Count; place++, seq = 0)
        {
            var entries = await ledger.ReadPageAsync(space.Journal, accounts[(int)place], seq, limit - rows.Count, cancellation);
            rows.AddRange(entries.Select(entry => new GrantRow(entry.Seq, entry.RecordedAt, entry.Hash, Shown(entry.Value))));
            if (rows.Count == limit) return new GrantPage(account, rows, (place * EntriesMax) + entries[^1].Seq);
        }

        return new GrantPage(account, rows, null);
    }

    /// <summary>In a sealed space under the id that it was sent with, which is opened as the answer goes out.</summary>
    private static Grant Shown(Grant grant) => grant with { GrantId = grant.ShownId, SentAs = null };
}
