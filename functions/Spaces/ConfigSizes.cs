namespace Grain.Functions.Spaces;

/// <summary>
/// How much a configuration may hold. All of it is read with each request and pinned by each epoch, and it must fit the space's row: what
/// is taken here fits everywhere.
/// </summary>
internal static class ConfigSizes
{
    /// <summary>
    /// Characters of a configuration as it is stored, secrets sealed. A row holds 1 MiB, and a character takes two bytes of it.
    /// </summary>
    public const int CharactersMax = 500_000;

    private const int NamesMax = 10_000;
    private const int WordsMax = 1_000;

    /// <summary>Every list that has too many elements.</summary>
    public static IEnumerable<(string Path, string Message)> Check(SpaceConfig config)
    {
        IEnumerable<(string Path, int Count, int Most)> lists =
        [
            ("$.webhooks.bots", config.Webhooks.Bots.Count, NamesMax), ("$.webhooks.points", config.Webhooks.Points.Count, WordsMax),
            ("$.webhooks.guards.dailyCaps", config.Webhooks.Guards.DailyCaps.Count, WordsMax),
            ("$.webhooks.guards.repeatPercent", config.Webhooks.Guards.RepeatPercent.Count, WordsMax),
            ("$.credits.taskTypeMultipliers", config.Credits.TaskTypeMultipliers.Count, WordsMax),
            ("$.credits.priorityMultipliers", config.Credits.PriorityMultipliers.Count, WordsMax),
            ("$.tiers", config.Tiers.Count, WordsMax), ("$.activity.achievements", config.Activity.Achievements.Count, WordsMax),
            ("$.weights.changes", config.Weights.Changes.Count, WordsMax), .. Lists(config.Weights, "$.weights"),
            .. config.Weights.Changes.Index().Where(change => change.Item is not null)
                .SelectMany(change => Lists(change.Item, $"$.weights.changes[{change.Index}]")),
        ];
        return lists.Where(list => list.Count > list.Most)
            .Select(list => (list.Path, $"has {list.Count} elements; at most {list.Most} are taken"));
    }

    private static IEnumerable<(string Path, int Count, int Most)> Lists(Cred.Graph.WeightTable table, string path) =>
    [
        ($"{path}.nodes", table.Nodes.Count, WordsMax), ($"{path}.edges", table.Edges.Count, WordsMax),
        ($"{path}.nodeOverrides", table.NodeOverrides.Count, NamesMax), ($"{path}.mintCaps", table.MintCaps.Count, WordsMax),
    ];
}
