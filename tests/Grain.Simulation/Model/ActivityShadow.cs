using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>Activity: a fact counts once, what somebody has unlocked stays unlocked, and cursors and totals never fall.</summary>
internal sealed class ActivityShadow(Findings findings)
{
    private readonly Dictionary<(string Space, string Caller), (long Grants, long Tasks, Dictionary<string, string> Unlocked)> accounts =
        [];
    private readonly HashSet<(string Space, string Key)> facts = [];

    /// <summary>Up to which grant somebody's activity is counted.</summary>
    public long GrantsOf(string space, string caller) => accounts.TryGetValue((space, caller), out var known) ? known.Grants : 0;

    /// <summary>Whether a fact is counted.</summary>
    public bool Has(string space, string key) => facts.Contains((space, key));

    /// <summary>Takes a write that storage took.</summary>
    public void Take(IReadOnlyList<StoredChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Method == "DELETE") continue;
            var row = change.Row!.Value;
            var (partition, key) = (row.Get("PartitionKey"), row.Get("RowKey"));
            var space = partition.Split('~')[0];
            if (key.StartsWith("k~", StringComparison.Ordinal))
                findings.Must(change.Method == "POST" && facts.Add((space, key)), $"activity: {key} counts twice in {space} (A1)");
            else if (key.StartsWith("h~", StringComparison.Ordinal))
                TakeAccount(key.Length == 2 ? partition : space, StoredKey.Plain(key[2..]), row);
        }
    }

    private void TakeAccount(string space, string caller, StoredProperties row)
    {
        var (grants, tasks) = (Number(row, "GrantSeq"), Number(row, "TaskSeq"));
        var unlocked = Unlocked(JsonElement.Parse(row.Long("Account")));
        if (accounts.TryGetValue((space, caller), out var before))
        {
            findings.Must(grants >= before.Grants && tasks >= before.Tasks, $"activity: {space}/{caller} forgets what was counted");
            foreach (var (id, at) in before.Unlocked)
                findings.Must(unlocked.GetValueOrDefault(id) == at, $"activity: {space}/{caller} unlocks {id} again");
        }

        accounts[(space, caller)] = (grants, tasks, unlocked);
    }

    private static long Number(StoredProperties row, string name) => row.TryGet(name) is null ? 0 : row.Number(name);

    private static Dictionary<string, string> Unlocked(JsonElement account) =>
        account.TryGetProperty("unlocks", out var all) && all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetRawText()) : [];
}
