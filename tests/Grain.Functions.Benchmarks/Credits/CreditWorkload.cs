using Grain.Functions.Ledgers.Credits;

namespace Grain.Functions.Benchmarks.Credits;

/// <summary>Task credits as a network of workers would report them, the same for the same seed.</summary>
internal static class CreditWorkload
{
    private static readonly string[] Types = ["embed", "process", "analyze", "transform", "compute", "aggregate", "custom"];
    private static readonly string[] Priorities = ["low", "medium", "high", "critical"];

    /// <summary>Earns and spends in turn, over so many nodes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="nodes">Spread over so many accounts.</param>
    public static TaskCredit[] Make(int count, int nodes) =>
    [
        .. Enumerable.Range(0, count).Select(i => new TaskCredit
        {
            Kind = i % 2 == 0 ? CreditKinds.Earn : CreditKinds.Spend,
            NodeId = $"node-{i * 7919 % nodes:D4}",
            TaskId = $"task-{i:D8}",
            Task = new TaskInfo
            {
                Type = Types[i % Types.Length],
                Priority = i % 2 == 0 ? null : Priorities[i / 2 % Priorities.Length],
                Submitter = i % 2 == 0 ? $"node-{(i + 1) * 7919 % nodes:D4}" : null,
                DurationMs = i % 2 == 0 ? 250 + (i % 1000) : null,
            },
        }),
    ];

    /// <summary>The same with a share of duplicates, in an order of the seed.</summary>
    /// <param name="credits">Each at least once.</param>
    /// <param name="count">How many there shall be with duplicates.</param>
    /// <param name="seed">Decides order and duplicates.</param>
    public static TaskCredit[] Shuffle(IReadOnlyList<TaskCredit> credits, int count, int seed)
    {
        var random = new Random(seed);
        var all = credits.Concat(Enumerable.Range(0, count - credits.Count).Select(_ => credits[random.Next(credits.Count)])).ToArray();
        random.Shuffle(all);
        return all;
    }

    /// <summary>What each node must hold in the end, by the default rules.</summary>
    public static Dictionary<string, CreditAmount> Balances(IEnumerable<TaskCredit> credits) => credits
        .GroupBy(credit => credit.NodeId)
        .ToDictionary(node => node.Key, node => node.Aggregate(new CreditsConfig().InitialCredits, (sum, credit) =>
        {
            var price = CreditPricing.Price(new CreditsConfig(), CreditAmount.Of(1), credit.Task?.Type, credit.Task?.Priority).Amount;
            return credit.Kind == CreditKinds.Earn ? sum + price : sum - price;
        }));
}
