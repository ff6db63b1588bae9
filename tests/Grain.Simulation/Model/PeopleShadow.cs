using System.Security.Cryptography;
using System.Text;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>Who stands behind opaque ids: a name means one person, and of somebody erased nothing is left.</summary>
internal sealed class PeopleShadow(Findings findings)
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsOfHash = 128;
    private const int BitsOfDigit = 5;

    private readonly Dictionary<(string Space, string Row), StoredProperties> rows = [];

    /// <summary>Those who were erased, by their opaque ids.</summary>
    public IEnumerable<string> Erased(string space) =>
        rows.Where(row => row.Key.Space == space && row.Value.TryGet("ErasedAt") is not null).Select(row => row.Key.Row[2..]);

    /// <summary>Whether a name means somebody; whoever has it may be somebody new.</summary>
    public bool Knows(string space, string name) =>
        rows.TryGetValue((space, "s"), out var own)
        && rows.ContainsKey((space, $"n~{Hash(Convert.FromBase64String(own.Get("Key")), name)}"));

    /// <summary>Takes a write that storage took.</summary>
    public void Take(IReadOnlyList<StoredChange> changes)
    {
        foreach (var change in changes)
        {
            var before = rows.TryGetValue(change.Keys, out var known) ? known : (StoredProperties?)null;
            findings.Must(before?.TryGet("ErasedAt") is null, $"people: {change.Keys.Row}, who was erased, is written again");
            if (change.Row is not { } row)
            {
                rows.Remove(change.Keys);
                continue;
            }

            findings.Must(before is null || change.IfMatch is { } version && version != "*", $"people: {change.Keys.Row} is written over");
            rows[change.Keys] = row;
        }

        foreach (var change in changes) Look(change.Space, change.Keys.Row);
    }

    private void Look(string space, string key)
    {
        if (!rows.TryGetValue((space, key), out var row)) return;
        if (key.StartsWith("n~", StringComparison.Ordinal))
            findings.Must(rows.TryGetValue((space, $"p~{row.Get("Person")}"), out var person) && person.TryGet("Lookup") == key,
                $"people: a name of {space} means {row.Get("Person")}, who has another (N1)");
        if (!key.StartsWith("p~", StringComparison.Ordinal)) return;
        if (row.TryGet("ErasedAt") is null)
            findings.Must(rows.ContainsKey((space, row.Get("Lookup"))), $"people: {key} of {space} has a name that nobody finds (N1)");
        else
            findings.Must(row.TryGet("Key") is null && row.TryGet("Name") is null && row.TryGet("Lookup") is null
                && !rows.Any(each => each.Key.Space == space && each.Value.TryGet("Person") == key[2..]),
                $"people: something is left of {key} of {space}, who was erased");
    }

    /// <summary>The first 128 bits of the HMAC of a name, in base32 (docs/storage-format.md).</summary>
    private static string Hash(byte[] key, string name)
    {
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"name\n{name}"));
        var text = new StringBuilder();
        for (var at = 0; at < BitsOfHash; at += BitsOfDigit)
        {
            var digit = 0;
            for (var bit = at; bit < at + BitsOfDigit; bit++)
                digit = (digit << 1) | (bit < BitsOfHash ? (hash[bit / 8] >> (7 - (bit % 8))) & 1 : 0);
            text.Append(Digits[digit]);
        }

        return text.ToString();
    }
}
