using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>
/// Proves N1: each name belongs to a person who has it, and each person who is not erased can be found by theirs. Needs nobody's key.
/// </summary>
internal sealed class PeopleProof(StorageService storage)
{
    private readonly Table table = storage.For("identities").Table("people");

    /// <summary>How many people there are, how many were erased, and what is wrong.</summary>
    public async Task<(int People, int Erased, string? Fault)> ProveAsync(string space, CancellationToken cancellation)
    {
        var (names, lookups, erased) = (new Dictionary<string, string>(), new Dictionary<string, string>(), 0);
        await foreach (var row in table.QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {space}"), cancellation))
        {
            if (row.RowKey.StartsWith("n~", StringComparison.Ordinal)) names.Add(row.RowKey, row.Required<string>("Person"));
            else if (!row.RowKey.StartsWith("p~", StringComparison.Ordinal)) continue;
            else if (row.ContainsKey("ErasedAt")) erased += 1;
            else lookups.Add(row.RowKey["p~".Length..], row.Required<string>("Lookup"));
        }

        var fault = names.Where(name => lookups.GetValueOrDefault(name.Value) != name.Key)
            .Select(name => $"N1: the name of row {name.Key} is said to be of {name.Value}, who has another or none")
            .Concat(lookups.Where(person => names.GetValueOrDefault(person.Value) != person.Key)
                .Select(person => $"N1: {person.Key} cannot be found by their name: row {person.Value} is not theirs"))
            .FirstOrDefault();
        return (lookups.Count, erased, fault);
    }
}
