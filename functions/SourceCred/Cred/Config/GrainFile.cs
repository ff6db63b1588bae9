using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>A policy of an instance.</summary>
/// <param name="Type">Its kind: BALANCED, IMMEDIATE, RECENT, SPECIAL.</param>
/// <param name="Budget">Grain of each interval; more than 0.</param>
internal sealed record InstancePolicy(string Type, decimal Budget)
{
    /// <summary>How many intervals count; 0 for all.</summary>
    public int Lookback { get; init; }

    /// <summary>RECENT: what cred loses with every interval.</summary>
    public double Discount { get; init; }

    /// <summary>RECENT: ids of those who get nothing.</summary>
    public IReadOnlyList<string> Exclusions { get; init; } = [];

    /// <summary>SPECIAL: the id of who gets all.</summary>
    public string? Recipient { get; init; }

    /// <summary>SPECIAL: why.</summary>
    public string? Memo { get; init; }
}

/// <summary>
/// Reads <c>config/grain.json</c>: a list of policies, or, of before 2022, budgets a week; as numbers or as texts, and wherever in the file
/// people have put them.
/// </summary>
internal static class GrainFile
{
    private const string Path = "config/grain.json";

    /// <summary>The policies; those without a budget are left out, as SourceCred pays nothing for them.</summary>
    public static IReadOnlyList<InstancePolicy> Read(InstanceFiles files, InstanceNotes notes)
    {
        if (InstanceJson.Read(files, Path, notes) is not { } root) return [];
        var policies = new List<InstancePolicy>();
        foreach (var each in InstanceJson.Objects(root))
            if (InstanceJson.Text(each, "policyType") is { } type) Add(policies, Of(each, type.ToUpperInvariant(), notes), notes);
        foreach (var each in InstanceJson.Objects(root)) AddOld(policies, each, notes);
        foreach (var member in InstanceJson.Objects(root).SelectMany(each => each.EnumerateObject()).Select(each => each.Name).Distinct())
            if (member is "maxSimultaneousDistributions" or "sinkIdentity" or "integration" or "processDistributions")
                notes.Add($"{Path}, {member}", WordsOf(member));
        return policies;
    }

    private static void Add(List<InstancePolicy> policies, InstancePolicy? policy, InstanceNotes notes)
    {
        if (policy is { Budget: > 0 }) policies.Add(policy);
        else if (policy is not null) notes.Add($"{Path}, {policy.Type}", "it has no budget above 0, and so pays nothing");
    }

    private static InstancePolicy? Of(JsonElement policy, string type, InstanceNotes notes)
    {
        if (type is not ("BALANCED" or "IMMEDIATE" or "RECENT" or "SPECIAL"))
        {
            notes.Add($"{Path}, {type}", "there is no such policy");
            return null;
        }

        var lookback = (int)Math.Clamp(InstanceJson.Number(policy, "numIntervalsLookback") ?? 0, 0, int.MaxValue);
        return new InstancePolicy(type, Budget(policy, "budget"))
        {
            Lookback = type == "IMMEDIATE" ? Math.Max(1, lookback) : type == "BALANCED" ? lookback : 0,
            Discount = type == "RECENT" ? Math.Clamp(InstanceJson.Number(policy, "discount") ?? 0, 0, 1) : 0,
            Exclusions = type != "RECENT" ? [] : [.. InstanceJson.List(InstanceJson.Member(policy, "exclusions"))
                .Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!)],
            Recipient = type == "SPECIAL" ? InstanceJson.Text(policy, "recipient") : null,
            Memo = type == "SPECIAL" ? InstanceJson.Text(policy, "memo") : null,
        };
    }

    private static void AddOld(List<InstancePolicy> policies, JsonElement each, InstanceNotes notes)
    {
        if (InstanceJson.Member(each, "immediatePerWeek") is not null)
            Add(policies, new InstancePolicy("IMMEDIATE", Budget(each, "immediatePerWeek")) { Lookback = 1 }, notes);
        if (InstanceJson.Member(each, "recentPerWeek") is not null)
            Add(policies, new InstancePolicy("RECENT", Budget(each, "recentPerWeek"))
            {
                Discount = Math.Clamp(InstanceJson.Number(each, "recentWeeklyDecayRate") ?? 0, 0, 1),
            }, notes);
        if (InstanceJson.Member(each, "balancedPerWeek") is not null)
            Add(policies, new InstancePolicy("BALANCED", Budget(each, "balancedPerWeek")), notes);
    }

    /// <summary>An amount that stands as a number or as a text; 0 if it is none.</summary>
    private static decimal Budget(JsonElement value, string name)
    {
        var text = InstanceJson.Member(value, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText()
            : InstanceJson.Text(value, name);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && amount > 0 ? amount : 0;
    }

    private static string WordsOf(string member) => member switch
    {
        "maxSimultaneousDistributions" => "Grain closes all epochs that are due; epochs.catchUp says what becomes of those of a pause",
        "sinkIdentity" => "Grain has no sink: what nobody is paid carries over or lapses (distribution.unpaid)",
        _ => "integrations with wallets are payouts in Grain (docs/pay-out.md)",
    };
}
