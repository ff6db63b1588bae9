using System.Globalization;
using System.Text.Json;

namespace Grain.Simulation.Model;

/// <summary>Grants: each id counts once in its space, each is corrected once, and totals are sums.</summary>
internal sealed class GrantShadow(Findings findings) : ShadowJournal("grants", findings)
{
    private readonly Dictionary<(string Space, string Id), ShadowAccount> counted = [];
    private readonly Dictionary<(string Space, string Id), string> corrected = [];

    /// <summary>Where a grant is counted; absent if it is not.</summary>
    public (ShadowAccount Account, ShadowEntry Entry)? Find(string space, string id) =>
        counted.TryGetValue((space, id), out var account) ? (account, account.Entries.First(entry => entry.Key == id)) : null;

    protected override void Add(ShadowAccount account, ShadowEntry entry)
    {
        Findings.Must(counted.TryAdd((account.Space, entry.Key), account), $"grants: {entry.Key} counts twice in {account.Space} (G1)");
        account.Shown.Add(account.Shown[^1] + entry.Number("amount"));
        if (entry.Text("corrects") is not { } meant) return;
        Findings.Must(corrected.TryAdd((account.Space, meant), entry.Key), $"grants: {meant} is corrected twice in {account.Space} (G3)");
        Findings.Must(Find(account.Space, meant) is { } grant && (grant.Entry.Number("amount") == -entry.Number("amount")),
            $"grants: {entry.Key} takes back what {meant} has not given");
    }

    protected override void Compare(ShadowAccount account, JsonElement totals)
    {
        var (total, count) = (totals.GetProperty("total"), totals.GetProperty("count").GetInt64());
        var sum = total.ValueKind == JsonValueKind.String ? decimal.Parse(total.GetString()!, CultureInfo.InvariantCulture)
            : total.GetDecimal();
        Findings.Must(sum == account.Shown[^1] && count == account.Entries.Count,
            $"grants: the head of {account} has {sum} of {count} grants; they are {account.Shown[^1]} of {account.Entries.Count} (G2)");
    }
}
