using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// Activity: a fact counts once, wherever its rows lie; totals are the fold of the log; what somebody has unlocked stays unlocked, and
/// cursors never fall.
/// </summary>
internal sealed class ActivityShadow(Findings findings)
{
    private readonly Dictionary<(string Space, string Caller), (long Grants, long Tasks, Dictionary<string, string> Unlocked)> accounts =
        [];
    private readonly HashSet<(string Space, string Key)> facts = [];
    private readonly Dictionary<(string Partition, string Page), int> pages = [];
    private readonly Dictionary<(string Space, string Caller), Totals> logged = [];

    /// <summary>Up to which grant somebody's activity is counted.</summary>
    public long GrantsOf(string space, string caller) => accounts.TryGetValue((space, caller), out var known) ? known.Grants : 0;

    /// <summary>Whether a fact is counted.</summary>
    public bool Has(string space, string key) => facts.Contains((space, key));

    /// <summary>Takes a write that storage took.</summary>
    public void Take(IReadOnlyList<StoredChange> changes)
    {
        var rows = changes.Where(change => change.Method != "DELETE").Select(change => (change.Keys, Change: change)).ToArray();
        foreach (var ((partition, key), change) in rows)
        {
            if (key.StartsWith("e~", StringComparison.Ordinal)) TakePage(change.Space, partition, key, change.Row!.Value);
            if (key.StartsWith("k~", StringComparison.Ordinal))
                findings.Must(change.Method == "POST" && facts.Add((change.Space, key)),
                    $"activity: {key} counts twice in {change.Space} (A1)");
        }

        foreach (var ((partition, key), change) in rows)
            if (key.StartsWith("h~", StringComparison.Ordinal))
                TakeAccount(key.Length == 2 ? partition : change.Space, StoredKey.Plain(key[2..]), change.Row!.Value);
    }

    private void TakePage(string space, string partition, string page, StoredProperties row)
    {
        var lines = row.Long("Lines").Split('\n');
        foreach (var line in lines.Skip(pages.GetValueOrDefault((partition, page))))
        {
            var fact = JsonElement.Parse(line).GetProperty("fact");
            var (kind, caller) = (fact.GetProperty("kind").GetString(), fact.TryGetProperty("caller", out var who) ? who.GetString()! : "");
            var before = logged.GetValueOrDefault((space, caller)) ?? new(0, 0, 0, 0);
            logged[(space, caller)] = new(before.Requests + (kind == "request" ? 1 : 0),
                before.Contributions + (kind is "grant" or "webhook" ? 1 : 0), before.Tasks + (kind == "task" ? 1 : 0),
                before.Points + (kind is "grant" or "webhook" or "correction" ? Number(fact, "points") : 0));
        }

        pages[(partition, page)] = lines.Length;
    }

    private void TakeAccount(string space, string caller, StoredProperties row)
    {
        var (grants, tasks, account) = (Number(row, "GrantSeq"), Number(row, "TaskSeq"), JsonElement.Parse(row.Long("Account")));
        var unlocked = Unlocked(account);
        if (accounts.TryGetValue((space, caller), out var before))
        {
            findings.Must(grants >= before.Grants && tasks >= before.Tasks, $"activity: {space}/{caller} forgets what was counted");
            foreach (var (id, at) in before.Unlocked)
                findings.Must(unlocked.GetValueOrDefault(id) == at, $"activity: {space}/{caller} unlocks {id} again");
        }

        accounts[(space, caller)] = (grants, tasks, unlocked);
        if (caller.Length > 0) Compare(space, caller, account);
    }

    private void Compare(string space, string caller, JsonElement account)
    {
        var said = account.TryGetProperty("totals", out var totals)
            ? new Totals(Number(totals, "requests"), Number(totals, "contributions"), Number(totals, "tasks"), Number(totals, "points"))
            : new(0, 0, 0, 0);
        var are = logged.GetValueOrDefault((space, caller)) ?? new(0, 0, 0, 0);
        findings.Must(said == are, $"activity: the account of {space}/{caller} says {said}, and the log {are} (A2)");
    }

    private static long Number(StoredProperties row, string name) => row.TryGet(name) is null ? 0 : row.Number(name);

    private static decimal Number(JsonElement of, string name) => new ShadowEntry(0, "", of).Number(name);

    private static Dictionary<string, string> Unlocked(JsonElement account) =>
        account.TryGetProperty("unlocks", out var all) && all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetRawText()) : [];

    private sealed record Totals(decimal Requests, decimal Contributions, decimal Tasks, decimal Points);
}
