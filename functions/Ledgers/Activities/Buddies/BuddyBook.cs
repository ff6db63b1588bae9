namespace Grain.Functions.Ledgers.Activities.Buddies;

/// <summary>All species there are, drawn by hand.</summary>
public static class BuddyBook
{
    private const string Tokens = "totalTokensSaved";

    /// <summary>From the most common to the rarest.</summary>
    public static IReadOnlyList<BuddySpecies> Species { get; } =
    [
        new("harvest-mouse", "Harvest Mouse", Rarity.Common, "Everybody has one", When(), "totalEvents",
        [
            new("Pinkie", 0, ["        ", "  (:)~  ", "        "]),
            new("Mouse", 10, [" ()_()  ", " (o.o)~ ", "  > <   "]),
            new("Field Mouse", 200, ["  ()_() ", "  (o.o)~", " ~\\|/   "]),
        ]),
        new("token-fox", "Token Fox", Rarity.Uncommon, "Save 1 000 tokens", When((Tokens, 1_000)), Tokens,
        [
            new("Pup", 0, [" /\\ /\\  ", " (o o)  ", "  \\v/ ~ "]),
            new("Fox", 10_000, ["  /\\_/\\   ", " < o o >  ", "   \\v/ ~~>"]),
        ]),
        new("meadow-bee", "Meadow Bee", Rarity.Uncommon, "Make 10 contributions", When(("contributions", 10)), "contributions",
        [
            new("Larva", 0, ["       ", " (ooo> ", "       "]),
            new("Worker", 25, ["  __   ", " (||)> ", "  ''   "]),
            new("Queen", 250, ["  www    ", "  \\__/ * ", " (||||)> ", "   ''''  "]),
        ]),
        new("cache-cat", "Cache Cat", Rarity.Rare, "Have the cache answer 10 times", When(("cacheHits", 10)), Tokens,
        [
            new("Kitten", 0, [" ^   ^ ", "( .w. )", " (u u)~"]),
            new("Cat", 5_000, ["  ^   ^  ", " ( -w- ) ", " /|   |\\ ", "  U   U~ "]),
            new("Wise Cat", 50_000, ["   ^ _ ^   ", "  ( @w@ )  ", " /|  o  |\\ ", " \\|_____|/~"]),
        ]),
        new("review-owl", "Review Owl", Rarity.Rare, "Write 25 reviews", When(("reviews", 25)), "reviews",
        [
            new("Owlet", 0, [" ,_,  ", "(O,O) ", " )_)  "]),
            new("Owl", 50, ["  {_}  ", " (O,O) ", " /)_)\\ ", "  \" \"  "]),
            new("Great Owl", 500, ["   {___}   ", "  ( O,O )  ", " <|)___(|> ", "    \" \"    "]),
        ]),
        new("work-ox", "Work Ox", Rarity.Epic, "Finish 500 tasks", When(("tasks", 500)), "tasks",
        [
            new("Calf", 0, [" (__)   ", " (oo)__ ", "  U |-| "]),
            new("Ox", 2_000, [" \\____/    ", "  (oo)____ ", "   UU |--|~"]),
        ]),
        new("gateway-dragon", "Gateway Dragon", Rarity.Legendary, "Save a million tokens and keep a streak for 7 days",
            When((Tokens, 1_000_000), ("streakDays", 7)), Tokens,
        [
            new("Egg", 0, ["   __   ", "  /. \\  ", "  \\_'/  "]),
            new("Hatchling", 10_000, ["   __   ", "  (o>   ", "  \\_/^  "]),
            new("Drake", 100_000, ["    /|   ", " <(o  )> ", "   )_(~~ "]),
            new("Dragon", 1_000_000, ["  /\\   /\\   ", " /  (o>  \\~ ", "     )(     ", "  ~~^  ^    "]),
            new("Elder Dragon", 10_000_000,
                [" /\\  ^^^  /\\  ", "/  \\ (O> /  \\~", "   ~~ )( ~~   ", "    /^^^^\\    ", "   * *  * *   "]),
        ]),
    ];

    private static Dictionary<string, decimal> When(params (string Metric, decimal AtLeast)[] conditions) =>
        conditions.ToDictionary(condition => condition.Metric, condition => condition.AtLeast, StringComparer.Ordinal);
}
