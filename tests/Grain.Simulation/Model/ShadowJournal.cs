using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// A journal as its format says (docs/storage-format.md), kept from nothing but the writes that storage took. After each it must be whole:
/// entries numbered without gaps, each key once, the chain unbroken, the head that of the last entry,
/// and its totals what the entries add up
/// to.
/// </summary>
internal abstract class ShadowJournal(string table, Findings findings)
{
    private readonly Dictionary<(string Space, string Name), ShadowAccount> accounts = [];

    /// <summary>The table.</summary>
    public string Table => table;

    protected Findings Findings => findings;

    /// <summary>All accounts of a space.</summary>
    public IEnumerable<ShadowAccount> Of(string space) => accounts.Values.Where(account => account.Space == space);

    /// <summary>An account, perhaps an empty one.</summary>
    public ShadowAccount Account(string space, string name)
    {
        if (!accounts.TryGetValue((space, name), out var account))
            accounts[(space, name)] = account = new(space, name, Sha($"grain-journal/1\n{table}\n{space}\n{name}"));
        return account;
    }

    /// <summary>Takes a write that storage took: a transaction, or what should have been one.</summary>
    public void Take(IReadOnlyList<StoredChange> changes)
    {
        var touched = new Dictionary<(string, string), List<(string Kind, StoredChange Change, StoredProperties Row)>>();
        foreach (var change in changes)
        {
            if (change.Method == "DELETE")
            {
                findings.Add($"{table}: a row is deleted: {change.Path}");
                return;
            }

            var row = change.Row!.Value;
            var (space, parts) = (row.Get("PartitionKey").Split('~')[0], row.Get("RowKey").Split('~', 3));
            var place = (space, StoredKey.Plain(parts[1]));
            if (!touched.TryGetValue(place, out var rows)) touched[place] = rows = [];
            rows.Add((parts[0], change, row));
        }

        foreach (var ((space, name), rows) in touched) Take(Account(space, name), rows);
    }

    /// <summary>Adds an entry to what the ledger keeps, and says what is wrong with it.</summary>
    protected virtual void Add(ShadowAccount account, ShadowEntry entry)
    {
    }

    /// <summary>Whether a head says what the entries add up to.</summary>
    protected virtual void Compare(ShadowAccount account, JsonElement totals)
    {
    }

    private void Take(ShadowAccount account, List<(string Kind, StoredChange Change, StoredProperties Row)> rows)
    {
        var (entries, keys) = (rows.Where(row => row.Kind == "e").ToArray(), rows.Count(row => row.Kind == "k"));
        var heads = rows.Where(row => row.Kind == "h").ToArray();
        if (heads.Length != 1 || entries.Length == 0 || keys != entries.Length)
        {
            findings.Add($"{table}: {account} is written without one head, and a key for each entry (J5)");
            return;
        }

        findings.Must(rows.TrueForAll(row => row.Kind == "h" || row.Change.Method == "POST"),
            $"{table}: {account}: an entry or key is written over");
        findings.Must(account.Entries.Count == 0 || heads[0].Change.IfMatch is { } version && version != "*",
            $"{table}: the head of {account} is replaced whatever it is");
        foreach (var (_, _, row) in entries) Take(account, row);
        var head = heads[0].Row;
        findings.Must(head.Number("Seq") == account.Entries.Count,
            $"{table}: the head of {account} counts {head.Number("Seq")} entries of {account.Entries.Count} (J3)");
        findings.Must(head.Get("Hash") == account.Hash, $"{table}: the head of {account} has not the last entry's hash (J4)");
        Compare(account, JsonElement.Parse(head.Long("Totals")));
    }

    private void Take(ShadowAccount account, StoredProperties row)
    {
        var entry = new ShadowEntry(row.Number("Seq"), row.Get("Key"), JsonElement.Parse(row.Long("Content")));
        findings.Must(entry.Seq == account.Entries.Count + 1,
            $"{table}: {account} has entry {entry.Seq} after {account.Entries.Count} (J1)");
        findings.Must(account.Keys.Add(entry.Key), $"{table}: {account} has the key {entry.Key} twice (J2)");
        account.Hash = Sha(string.Create(CultureInfo.InvariantCulture,
            $"{account.Hash}\n{entry.Seq}\n{entry.Key}\n{row.Get("At")}\n{row.Long("Content")}"));
        findings.Must(row.Get("Hash") == account.Hash, $"{table}: entry {entry.Seq} of {account} breaks the chain (J4)");
        account.Entries.Add(entry);
        Add(account, entry);
    }

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A journal of which only that is known.</summary>
internal sealed class PlainJournal(string table, Findings findings) : ShadowJournal(table, findings);
