namespace Grain.Functions.Ledgers.Activities.Achievements;

/// <summary>All achievements that come with Grain. A space can add its own.</summary>
public static class AchievementCatalogue
{
    /// <summary>Those that come with Grain.</summary>
    public static IReadOnlyList<Achievement> BuiltIn { get; } =
    [
        New("first-call", "Hello Gateway", "The first request through the gateway", "👋", "first", "totalRequests", 1),
        New("first-cache", "Cache Awakens", "The first answer out of the cache", "💾", "first", "cacheHits", 1),
        New("first-semantic", "Mind Reader", "The first answer to a similar question", "🧠", "first", "semanticHits", 1),
        New("first-race", "Started the Race", "The first race between models", "🏁", "race", "raceWins", 1),
        New("first-fact", "I Remember", "The first piece of knowledge stored", "📌", "memory", "factsStored", 1),

        New("requests-100", "Centurion", "100 requests", "💯", "volume", "totalRequests", 100),
        New("requests-1k", "Thousand-Strong", "1 000 requests", "🎯", "volume", "totalRequests", 1_000),
        New("requests-10k", "Veteran", "10 000 requests", "⚔️", "volume", "totalRequests", 10_000),

        New("saved-1k", "Penny Pincher", "1 000 tokens saved", "🐷", "cache", "totalTokensSaved", 1_000),
        New("saved-10k", "Frugal Engineer", "10 000 tokens saved", "💎", "cache", "totalTokensSaved", 10_000),
        New("saved-100k", "Token Hoarder", "100 000 tokens saved", "👑", "cache", "totalTokensSaved", 100_000),
        New("saved-1m", "Million Saved", "A million tokens saved", "🦄", "cache", "totalTokensSaved", 1_000_000),

        New("cost-1c", "Bottle of Soda", "$0.01 saved", "🥤", "cache", "totalCostSaved", 0.01m),
        New("cost-1d", "Coffee on Us", "$1 saved", "☕", "cache", "totalCostSaved", 1),
        New("cost-10d", "Decent Lunch", "$10 saved", "🍱", "cache", "totalCostSaved", 10),
        New("cost-100d", "Tank of Gas", "$100 saved", "⛽", "cache", "totalCostSaved", 100),

        New("streak-3", "3-Day Glow", "Three days in a row", "🔥", "streak", "streakDays", 3),
        New("streak-7", "Week Warrior", "Seven days in a row", "🌟", "streak", "streakDays", 7),
        New("streak-30", "Habit Formed", "Thirty days in a row", "🏆", "streak", "streakDays", 30),

        New("callers-3", "Three Mouths", "Three different callers", "🗣️", "volume", "uniqueCallers", 3),
        New("models-5", "Polyglot", "Five different models", "🌐", "volume", "uniqueModels", 5),
        New("wallet-pro", "Pool Builder", "Three subscriptions configured", "💼", "wallet", "subscriptionsConfigured", 3),

        New("first-contribution", "First Grain", "The first contribution recognised", "🌱", "contribution", "contributions", 1),
        New("contributions-10", "Seedling", "Ten contributions", "🌿", "contribution", "contributions", 10),
        New("contributions-100", "Sheaf", "A hundred contributions", "🌾", "contribution", "contributions", 100),
        New("contributions-1k", "Granary", "A thousand contributions", "🏛️", "contribution", "contributions", 1_000),
        New("first-review", "Second Pair of Eyes", "The first review", "👀", "contribution", "reviews", 1),
        New("reviews-50", "Gatekeeper", "Fifty reviews", "🦉", "contribution", "reviews", 50),
        New("points-100", "Century", "A hundred points", "🎖️", "contribution", "points", 100),
        New("points-1k", "Pillar", "A thousand points", "🏅", "contribution", "points", 1_000),
        New("first-task", "Lend a Hand", "The first task finished", "🔧", "contribution", "tasks", 1),
        New("tasks-100", "Workhorse", "A hundred tasks finished", "🐎", "contribution", "tasks", 100),
        New("days-100", "Regular", "Active on a hundred days", "📅", "contribution", "daysActive", 100),
    ];

    /// <summary>All achievements of a space: those that come with Grain, then its own.</summary>
    public static IReadOnlyList<Achievement> Of(IReadOnlyList<Achievement> own) => own.Count == 0 ? BuiltIn : [.. BuiltIn, .. own];

    private static Achievement New(string id, string title, string description, string icon, string category, string metric,
        decimal atLeast) => new()
        {
            Id = id,
            Title = title,
            Description = description,
            Icon = icon,
            Category = category,
            When = new(StringComparer.Ordinal) { [metric] = atLeast },
        };
}
