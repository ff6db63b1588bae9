using System.Text.Json.Nodes;
using Grain.Functions.SourceCred.Cred.Graphs;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>What an instance says of weights, budgets of plugins and dependencies, as <c>weights</c> of a space's configuration.</summary>
internal static class WeightsPatch
{
    private const int OverridesMax = 10_000;

    /// <summary>Makes it; empty if the instance says nothing.</summary>
    /// <exception cref="InstanceException">The weights cannot be read.</exception>
    public static JsonObject Of(InstanceFiles files, InstancePeople people, Func<string, string?> idOf, InstanceNotes notes)
    {
        var weights = Weights(files, notes);
        Budgets(files, weights, notes);
        if (Bonuses(files, people, idOf, notes) is { Count: > 0 } bonuses) weights["bonuses"] = bonuses;
        return weights;
    }

    private static JsonObject Weights(InstanceFiles files, InstanceNotes notes)
    {
        var weights = new JsonObject();
        var read = new AddressWeights();
        if (!WeightsFile.ReadOwn(files, read))
        {
            if (files.Find(WeightsFile.OwnPath) is { } path) notes.Add(path, "it is empty: weights are those of the graphs");
            return weights;
        }

        var (nodes, overrides, left) = (new JsonObject(), new JsonObject(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (address, weight) in read.AllNodes)
        {
            if (!(weight is >= 0 and <= 1e15)) Leave(left, address);
            else if (NodeNames.IsReactions(address)) weights["edgeMints"] = new JsonObject { ["reacts-to"] = weight };
            else if (NodeNames.TypesOf(address) is { Count: > 0 } types)
                foreach (var type in types) nodes[type] = weight;
            else if (overrides.Count < OverridesMax && NodeNames.IdOf(address) is { } id) overrides[id] = weight;
            else if (weight != 1 && !address.Contains("\0USERLIKE\0", StringComparison.Ordinal)) Leave(left, address);
        }

        if (nodes.Count > 0) weights["nodes"] = nodes;
        if (overrides.Count > 0) weights["nodeOverrides"] = overrides;
        foreach (var (kind, count) in left)
            notes.Add($"{WeightsFile.OwnPath}, {kind}",
                $"{count} weights are of contributions that new epochs do not meet; the history has them");
        if (read.Edges > 0)
            notes.Add($"{WeightsFile.OwnPath}, edges",
                $"{read.Edges} weights of connections count in the history; Grain has connections and weights of its own (docs/cred.md)");
        return weights;
    }

    private static JsonArray Bonuses(InstanceFiles files, InstancePeople people, Func<string, string?> idOf, InstanceNotes notes)
    {
        var bonuses = new JsonArray();
        // As SourceCred has it: of two entries for the same person the later one counts.
        foreach (var each in MintRules.Dependencies(files, people, notes).GroupBy(each => each.Person).Select(group => group.Last()))
        {
            var periods = new SortedDictionary<long, double>();
            foreach (var period in each.Periods) periods[Math.Max(0, period.FromMs)] = period.Value;
            if (periods.Values.All(share => share == 0) || idOf(people.All[each.Person].Id) is not { } id) continue;
            if (periods.Values.Any(share => share > 10))
            {
                notes.Add($"config/dependencies.json, {people.All[each.Person].Name}", "a share is above 10, which Grain does not take");
                continue;
            }

            bonuses.Add((JsonNode)new JsonObject
            {
                ["to"] = id,
                ["periods"] = new JsonArray([.. periods.Select(period =>
                    new JsonObject { ["from"] = Iso(period.Key), ["share"] = period.Value })]),
            });
        }

        return bonuses;
    }

    private static string Iso(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static void Leave(Dictionary<string, int> left, string address)
    {
        var kind = string.Join('/', AddressParts.Of(address).Take(3));
        left[kind] = left.GetValueOrDefault(kind) + 1;
    }

    /// <summary>A plugin's budget is its source's cap, each period from its day on.</summary>
    private static void Budgets(InstanceFiles files, JsonObject weights, InstanceNotes notes)
    {
        var changes = new SortedDictionary<long, JsonObject>();
        foreach (var budget in MintRules.Budgets(files, notes))
        {
            if (NodeNames.SourceOf(budget.Plugin) is not { } source)
            {
                notes.Add($"config/pluginBudgets.json, {budget.Plugin}", "Grain has no source of that kind, and so no cap for it");
                continue;
            }

            foreach (var period in budget.Periods.Where(period => period.Value <= 1e15))
            {
                if (!changes.TryGetValue(period.FromMs, out var caps)) changes.Add(period.FromMs, caps = []);
                caps[source] = period.Value;
            }
        }

        if (changes.Count > 0)
            weights["changes"] = new JsonArray([.. changes.Where(change => change.Key >= 0).Select(change => new JsonObject
            {
                ["from"] = Iso(change.Key),
                ["mintCaps"] = change.Value,
            })]);
    }
}
