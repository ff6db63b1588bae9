using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.People;

/// <summary>
/// Finds what the register was told of a person. Others' receipts, which some events hold, are left to the grain accounts.
/// </summary>
internal sealed class PersonRegister(RegisterStore store)
{
    private const int PageSize = 500;

    /// <summary>Writes the changes that name an id of the person, oldest first.</summary>
    public async Task WriteAsync(KnownPerson person, PersonFile file, CancellationToken cancellation)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        await file.ListAsync("register", async () =>
        {
            for (IReadOnlyList<JournalEntry<RegisterChange>> page = []; ;)
            {
                page = await store.ReadPageAsync(person.Space.Journal, page.Count == 0 ? 0 : page[^1].Seq, PageSize, cancellation);
                foreach (var entry in page)
                    foreach (var (index, happened) in entry.Value.Events.Index().Where(each => IsOf(person, each.Item, codes)))
                        await file.ItemAsync(json =>
                        {
                            json.WriteNumber("seq", entry.Seq);
                            json.WriteString("at", entry.Value.At);
                            if (entry.Value.HappenedAt is { } times) json.WriteString("happenedAt", times[index]);
                            json.WritePropertyName("change");
                            JsonSerializer.Serialize(json, happened, RegisterJson.Default.RegisterEvent);
                        });
                if (page.Count < PageSize) return;
            }
        });
    }

    private static bool IsOf(KnownPerson person, RegisterEvent happened, HashSet<string> codes) => happened switch
    {
        IdentityCreated created => person.Is(created.Id),
        IdentityRenamed renamed => person.Is(renamed.Id),
        IdentityTypeChanged changed => person.Is(changed.Id),
        ActivitySet set => person.Is(set.Id),
        AliasAdded added => person.Is(added.Id) || person.Is(added.Alias),
        AliasRemoved removed => person.Is(removed.Id) || person.Is(removed.Alias),
        AliasClaimed claimed => (person.Is(claimed.Id) || person.Is(claimed.Alias)) && codes.Add(claimed.Code),
        ClaimSettled settled => codes.Contains(settled.Code),
        IdentitiesMerged merged => person.Is(merged.Base) || person.Is(merged.Target),
        MergeUndone undone => person.Is(undone.Target),
        PayoutAddressSet set => person.Is(set.Id),
        _ => false,
    };
}
