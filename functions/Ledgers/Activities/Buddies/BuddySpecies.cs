namespace Grain.Functions.Ledgers.Activities.Buddies;

/// <summary>How hard a species is to come by.</summary>
public enum Rarity
{
    /// <summary>Everybody's.</summary>
    Common,

    /// <summary>Soon found.</summary>
    Uncommon,

    /// <summary>Takes a while.</summary>
    Rare,

    /// <summary>Takes long.</summary>
    Epic,

    /// <summary>Few ever see it.</summary>
    Legendary,
}

/// <summary>A form that a species grows into.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="From">The value of the species' <see cref="BuddySpecies.GrowsWith"/> at which it is reached.</param>
/// <param name="Art">Lines of text.</param>
public sealed record BuddyStage(string Name, decimal From, IReadOnlyList<string> Art);

/// <summary>A kind of buddy.</summary>
/// <param name="Id">Never changes.</param>
/// <param name="Name">What people see.</param>
/// <param name="Rarity">The rarest one that is unlocked is shown.</param>
/// <param name="Hint">How to unlock it.</param>
/// <param name="When">Metrics and what they have to reach; all must hold. Empty: unlocked from the start.</param>
/// <param name="GrowsWith">The metric that decides its stage.</param>
/// <param name="Stages">From the first, which begins at 0, to the last.</param>
public sealed record BuddySpecies(
    string Id, string Name, Rarity Rarity, string Hint, IReadOnlyDictionary<string, decimal> When, string GrowsWith,
    IReadOnlyList<BuddyStage> Stages)
{
    /// <summary>Whether a buddy of this kind can be had.</summary>
    public bool IsUnlocked(Stats stats) => When.All(condition => Achievements.Metrics.ValueOf(condition.Key, stats) >= condition.Value);

    /// <summary>The place of the stage that is reached.</summary>
    public int StageOf(Stats stats)
    {
        var value = Achievements.Metrics.ValueOf(GrowsWith, stats);
        return Math.Max(0, Stages.Count(stage => value >= stage.From) - 1);
    }
}
