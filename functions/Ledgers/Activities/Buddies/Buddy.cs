namespace Grain.Functions.Ledgers.Activities.Buddies;

/// <summary>How a buddy feels.</summary>
public enum Mood
{
    /// <summary>A streak of a week or more.</summary>
    Excited,

    /// <summary>Nothing has happened for a week, or ever.</summary>
    Sleepy,

    /// <summary>Fewer than ten events in all.</summary>
    Hungry,

    /// <summary>A streak is alive.</summary>
    Happy,

    /// <summary>Otherwise.</summary>
    Content,
}

/// <summary>A species as a person sees it.</summary>
public sealed record SpeciesState(string Id, string Name, Rarity Rarity, string Hint, bool Unlocked);

/// <summary>Somebody's companion, drawn from their numbers alone: the same numbers give the same buddy.</summary>
/// <param name="Name">Chosen by the owner's id and the species; always the same.</param>
/// <param name="Species">What it is.</param>
/// <param name="SpeciesId">The species' id.</param>
/// <param name="Rarity">How rare that is.</param>
/// <param name="Stage">What it has grown into.</param>
/// <param name="StageIndex">The stage's place, from 0.</param>
/// <param name="TotalStages">How many there are.</param>
/// <param name="Level">From 1.</param>
/// <param name="Xp">Experience.</param>
/// <param name="XpForNextLevel">The experience at which the next level begins.</param>
/// <param name="Mood">How it feels.</param>
/// <param name="Speech">What it says.</param>
/// <param name="AsciiArt">What it looks like.</param>
/// <param name="StreakDays">Days in a row.</param>
/// <param name="TokensSaved">Tokens saved.</param>
/// <param name="CostSaved">Dollars saved.</param>
/// <param name="UnlockedSpecies">All species, and which of them one can choose.</param>
public sealed record Buddy(
    string Name, string Species, string SpeciesId, Rarity Rarity, string Stage, int StageIndex, int TotalStages, long Level, long Xp,
    long XpForNextLevel,
    Mood Mood, string Speech, IReadOnlyList<string> AsciiArt, int StreakDays, long TokensSaved, Dollars CostSaved,
    IReadOnlyList<SpeciesState> UnlockedSpecies)
{
    private const int SleepyAfterDays = 7;

    private static readonly string[] Names =
    [
        "Barley", "Clover", "Bramble", "Juniper", "Pippin", "Sorrel", "Thistle", "Tansy", "Millet", "Hazel", "Rowan", "Saffron", "Teasel",
        "Linden", "Oat",
        "Quill", "Marlow", "Fennel", "Wren", "Sable", "Ember", "Cobble", "Nettle",
    ];

    /// <summary>The buddy of an account.</summary>
    /// <param name="owner">The caller, or the space.</param>
    /// <param name="stats">The numbers.</param>
    /// <param name="idleDays">Days since the last active one; <see langword="null"/> when there was none.</param>
    /// <param name="chosen">The species that the owner wants; taken if it is unlocked.</param>
    public static Buddy Of(string owner, Stats stats, int? idleDays, string? chosen = null)
    {
        var unlocked = BuddyBook.Species.Where(species => species.IsUnlocked(stats)).ToArray();
        var species = unlocked.FirstOrDefault(species => species.Id == chosen) ?? unlocked.MaxBy(species => species.Rarity)!;
        var stage = species.StageOf(stats);
        var level = BuddyLevel.Of(BuddyLevel.XpOf(stats));
        var mood = MoodOf(stats, idleDays);
        return new Buddy(
            NameOf(owner + species.Id), species.Name, species.Id, species.Rarity, species.Stages[stage].Name, stage, species.Stages.Count,
            level.Level, level.Xp, level.NextLevelAt, mood, SpeechOf(stats, mood), species.Stages[stage].Art,
            stats.StreakDays, stats.TotalTokensSaved, stats.TotalCostSaved,
            [.. BuddyBook.Species.Select(each => new SpeciesState(each.Id, each.Name, each.Rarity, each.Hint, unlocked.Contains(each)))]);
    }

    /// <summary>A name for a seed: the same for the same text on every machine.</summary>
    internal static string NameOf(string seed)
    {
        var hash = 0u;
        foreach (var c in seed) hash = unchecked((hash * 31) + c);
        return Names[hash % (uint)Names.Length];
    }

    private static Mood MoodOf(Stats stats, int? idleDays) =>
        stats.StreakDays >= 7 ? Mood.Excited
        : idleDays is null or >= SleepyAfterDays ? Mood.Sleepy
        : stats.TotalEvents < 10 ? Mood.Hungry
        : stats.StreakDays >= 1 ? Mood.Happy
        : Mood.Content;

    private static string SpeechOf(Stats stats, Mood mood)
    {
        if (mood == Mood.Excited)
            return string.Create(CultureInfo.InvariantCulture, $"{stats.StreakDays} days in a row! Do not stop now 🔥");
        if (mood == Mood.Sleepy) return stats.TotalEvents == 0 ? "Zzz… nobody has called yet 💤" : "Zzz… it has been quiet for a while 💤";
        if (mood == Mood.Hungry) return "More, please! I grow with all you do 🍽️";
        if (stats.CacheHits >= 100)
            return string.Create(CultureInfo.InvariantCulture, $"{stats.CacheHits} answers out of the cache so far 🎯");
        if (stats.TotalCostSaved >= Dollars.Of(1))
            return string.Create(CultureInfo.InvariantCulture, $"We have kept ${stats.TotalCostSaved.ToDecimal():0.00} in the purse ☕");
        if (stats.Contributions > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{stats.Contributions} contributions, and every grain counts 🌾");
        return string.Create(CultureInfo.InvariantCulture, $"{stats.TotalRequests} requests by {stats.UniqueCallers} callers. Good going!");
    }
}
