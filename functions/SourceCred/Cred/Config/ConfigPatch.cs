using System.Text.Json.Nodes;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>
/// What an instance's configuration says in Grain's words: a patch of a space's configuration (RFC 7396), so that new epochs go on as the
/// instance did. What has no place in Grain, or another one, is noted. Writes nothing.
/// </summary>
public static class ConfigPatch
{
    private const int SymbolLengthMax = 12;
    private const int NameLengthMax = 60;

    /// <summary>An amount with as many of its 18 decimals as are not 0.</summary>
    private const string Amount = "0.##################";

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
        if (WeightsPatch.Of(files, people, idOf, notes) is { Count: > 0 } weights) patch["weights"] = weights;
        if (AttributionsFile.Read(files, people, notes).Givers.Count > 0)
            notes.Add("config/personalAttributions.json",
                "what was handed on until now is in the history; in new epochs cred stays where it is earned, and grain can be sent");
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
            var json = new JsonObject { ["type"] = policy.Type, ["budget"] = policy.Budget.ToString(Amount, CultureInfo.InvariantCulture) };
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
}
