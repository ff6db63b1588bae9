using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>A value that holds from a moment on.</summary>
/// <param name="FromMs">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Value">The value; at least 0.</param>
internal readonly record struct InstancePeriod(long FromMs, double Value);

/// <summary>The most that the nodes of a plugin mint in an interval.</summary>
/// <param name="Plugin">The plugin: <c>sourcecred/github</c>.</param>
/// <param name="Periods">In the order of time; before the first there is no bound.</param>
internal sealed record PluginBudget(string Plugin, IReadOnlyList<InstancePeriod> Periods)
{
    /// <summary>What the addresses of its nodes begin with.</summary>
    public string Prefix => Graphs.AddressParts.Node(Plugin.Split('/'));

    /// <summary>The bound of an interval that starts then.</summary>
    public double At(double startMs)
    {
        var most = double.PositiveInfinity;
        foreach (var period in Periods)
            if (period.FromMs <= startMs) most = period.Value;
        return most;
    }
}

/// <summary>Somebody for whom cred is minted on top: a share of what an interval mints.</summary>
/// <param name="Person">Who, by index among the participants.</param>
/// <param name="Periods">The shares, in the order of the file.</param>
internal sealed record Dependency(int Person, IReadOnlyList<InstancePeriod> Periods)
{
    /// <summary>The share of an interval that starts then.</summary>
    public double At(double startMs)
    {
        var share = 0.0;
        foreach (var period in Periods.TakeWhile(period => period.FromMs <= startMs)) share = period.Value;
        return share;
    }
}

/// <summary>Reads <c>config/pluginBudgets.json</c> and <c>config/dependencies.json</c>.</summary>
internal static class MintRules
{
    private const string BudgetsPath = "config/pluginBudgets.json";
    private const string DependenciesPath = "config/dependencies.json";

    /// <summary>The budgets; none if there is no file.</summary>
    public static IReadOnlyList<PluginBudget> Budgets(InstanceFiles files, InstanceNotes notes)
    {
        if (InstanceJson.Read(files, BudgetsPath, notes) is not { } root) return [];
        if (InstanceJson.Text(root, "intervalLength") is { } length and not "WEEKLY")
            notes.Add(BudgetsPath, $"its intervals are {length}; SourceCred has WEEKLY ones only, and so they are read");
        if (InstanceJson.Member(root, "plugins") is not { ValueKind: JsonValueKind.Object } plugins) return [];
        return [.. plugins.EnumerateObject().Select(plugin => new PluginBudget(
            plugin.Name, Periods(plugin.Value, "budget", $"{BudgetsPath}, {plugin.Name}", notes)))];
    }

    /// <summary>For whom cred is minted on top. Of two entries for the same person both are here, and the later one counts.</summary>
    public static IReadOnlyList<Dependency> Dependencies(InstanceFiles files, InstancePeople people, InstanceNotes notes)
    {
        var found = new List<Dependency>();
        if (InstanceJson.Read(files, DependenciesPath, notes) is not { } root) return found;
        foreach (var each in InstanceJson.List(root))
        {
            var name = InstanceJson.Text(each, "name");
            var place = $"{DependenciesPath}, {name ?? "an entry without a name"}";
            var periods = Periods(InstanceJson.Member(each, "periods"), "weight", place, notes);
            if (periods.Length == 0) continue;
            var person = people.Find(InstanceJson.Text(each, "id"), name);
            if (person >= 0) found.Add(new Dependency(person, periods));
            else notes.Add(place, "the ledger does not know them, so nothing is minted for them");
        }

        return found;
    }

    private static InstancePeriod[] Periods(JsonElement? list, string member, string place, InstanceNotes notes)
    {
        var periods = new List<InstancePeriod>();
        foreach (var each in InstanceJson.List(list))
        {
            if (InstanceJson.Time(each, "startTime") is { } from && InstanceJson.Number(each, member) is { } value && value >= 0)
                periods.Add(new InstancePeriod(from, value));
            else notes.Add(place, $"a period has no startTime, or no {member} of 0 or more, and is left out");
        }

        return [.. periods];
    }
}
