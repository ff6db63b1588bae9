using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>What a community decided, one after another; of all of it the budget of an epoch stands for the rest.</summary>
internal sealed class ConfigShadow
{
    private readonly Dictionary<string, List<string?>> budgets = [];

    /// <summary>The budgets that a space had, oldest first.</summary>
    public IReadOnlyList<string?> BudgetsOf(string space) => budgets.GetValueOrDefault(space) ?? [];

    /// <summary>Takes a change of a row of spaces.</summary>
    public void Take(StoredChange change)
    {
        if (change.Keys.Partition != "spaces" || change.Row is not { } row) return;
        if (!budgets.TryGetValue(change.Keys.Row, out var all)) budgets[change.Keys.Row] = all = [];
        var config = JsonElement.Parse(row.Long("Config"));
        all.Add(config.TryGetProperty("distribution", out var distribution) && distribution.TryGetProperty("budgetPerEpoch", out var budget)
            ? budget.GetString() : null);
    }
}
