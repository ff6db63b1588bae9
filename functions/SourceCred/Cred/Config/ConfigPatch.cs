using System.Text.Json.Nodes;
using Grain.Functions.SourceCred.Cred.Graphs;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>
/// What an instance's configuration says in Grain's words: a patch of a space's configuration (RFC 7396), so that new epochs go on as the
/// instance did. What has no place in Grain, or another one, is noted. Writes nothing.
/// </summary>
public static class ConfigPatch
{
    private const string WeightsPath = "config/weights.json";
    private const int OverridesMax = 10_000;
    private const int SymbolLengthMax = 12;
    private const int NameLengthMax = 60;

    /// <summary>Makes the patch.</summary>
    /// <param name="files">The instance.</param>
    /// <param name="people">The participants of its ledger.</param>
    /// <param name="idOf">The id in Grain of a participant, by their id in the instance; <see langword="null"/> if there is none.</param>
    /// <param name="notes">Takes what was not taken and why.</param>
    public static JsonObject Of(InstanceFiles files, InstancePeople people, Func<string, string?> idOf, InstanceNotes notes)
    {
        var patch = new JsonObject();
        if (Token(files, notes) is { Count: > 0 } token) patch["token"] = token;
        if (Distribution(files, idOf, notes) is { } distribution) patch["distribution"] = distribution;
        var weights = Weights(files, notes);
        Budgets(files, weights, notes);
        if (Bonuses(files, people, idOf, notes) is { Count: > 0 } bonuses) weights["bonuses"] = bonuses;
        if (weights.Count > 0) patch["weights"] = weights;
        if (AttributionsFile.Read(files, people, notes).Givers.Count > 0)
            notes.Add("config/personalAttributions.json",
                "what was handed on until now is in the history; in new epochs cred stays where it is earned, and grain can be transferred");
        return patch;
    }

    private static JsonObject Token(InstanceFiles files, InstanceNotes notes)
    {
        const string path = "config/currencyDetails.json";
        var token = new JsonObject();
        if (InstanceJson.Read(files, path, notes) is not { } root) return token;
        if (InstanceJson.Text(root, "currencySuffix")?.Trim() is { Length: > 0 } symbol)
        {
            if (symbol.Length <= SymbolLengthMax && PlainName.Is(symbol)) token["symbol"] = symbol;
            else notes.Add($"{path}, currencySuffix", $"'{symbol}' is no symbol of 1 to {SymbolLengthMax} characters (token.symbol)");
        }

        if (InstanceJson.Text(root, "currencyName")?.Trim() is { Length: > 0 } name)
        {
            if (name.Length <= NameLengthMax && PlainName.Is(name)) token["name"] = name;
            else notes.Add($"{path}, currencyName", $"it is no name of 1 to {NameLengthMax} characters (token.name)");
        }

        if (InstanceJson.Number(root, "decimalsToDisplay") is not null)
            notes.Add($"{path}, decimalsToDisplay", "amounts keep 18 decimals, and are shown with as many as they have");
        if (InstanceJson.Member(root, "integrationCurrency") is { ValueKind: JsonValueKind.Object })
            notes.Add($"{path}, integrationCurrency", "the ledger says in which currency people are paid, and that is taken");
        return token;
    }

    private static JsonObject? Distribution(InstanceFiles files, Func<string, string?> idOf, InstanceNotes notes)
    {
        var policies = new JsonArray();
        foreach (var policy in GrainFile.Read(files, notes))
        {
            var json = new JsonObject { ["type"] = policy.Type, ["budget"] = policy.Budget.ToString("0.##################", CultureInfo.InvariantCulture) };
            if (policy.Lookback > 0) json["lookback"] = policy.Lookback;
            if (policy.Discount > 0) json["discount"] = policy.Discount;
            string[] excluded = [.. policy.Exclusions.Select(idOf).OfType<string>().Distinct(StringComparer.Ordinal)];
            if (excluded.Length > 0) json["exclusions"] = new JsonArray([.. excluded.Select(id => JsonValue.Create(id))]);
            if (excluded.Length < policy.Exclusions.Count)
                notes.Add("config/grain.json, exclusions", "some are of nobody whom the ledger knows");
            if (policy.Type == "SPECIAL")
            {
                if (policy.Recipient is not { } recipient || idOf(recipient) is not { } id)
                {
                    notes.Add("config/grain.json, SPECIAL", "the ledger does not know its recipient");
                    continue;
                }

                json["recipient"] = id;
                if (policy.Memo is { Length: > 0 and <= 500 } memo) json["memo"] = memo;
            }

            policies.Add((JsonNode)json);
        }

        if (policies.Count is > 0 and <= 10) return new JsonObject { ["policies"] = policies };
        if (policies.Count > 10) notes.Add("config/grain.json", "it has more than 10 policies; a space has at most 10");
        return null;
    }

    private static JsonObject Weights(InstanceFiles files, InstanceNotes notes)
    {
        var weights = new JsonObject();
        if (files.Find(WeightsPath) is not { } path) return weights;
        var read = new AddressWeights();
        using (var stream = files.Open(path)) WeightsFile.Read(stream, path, read);
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
            notes.Add($"{WeightsPath}, {kind}", $"{count} weights are of contributions that new epochs do not meet; the history has them");
        if (read.Edges > 0)
            notes.Add($"{WeightsPath}, edges",
                $"{read.Edges} weights of connections count in the history; Grain has connections of its own, with weights of their own (docs/cred.md)");
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
