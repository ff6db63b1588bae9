using Grain.Functions.Ledgers.Activities;

namespace Grain.Functions.Benchmarks.Activity;

/// <summary>What a gateway reports: requests of fifty callers, in the order of time, the same for the same number.</summary>
internal static class ActivityWorkload
{
    /// <summary>The last day of the year.</summary>
    public static readonly DateTimeOffset End = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How many callers there are.</summary>
    public const int Callers = 50;

    private const int Models = 8;

    /// <summary>So many requests, evenly over the last days.</summary>
    public static IEnumerable<ActivityFact> Make(int events, double days)
    {
        var random = new Random(7);
        for (var i = 0; i < events; i++)
        {
            var hit = random.Next(4) == 0;
            yield return new ActivityFact
            {
                Kind = ActivityKinds.Request,
                Id = $"req-{i:x12}-{random.NextInt64():x16}",
                Caller = CallerOf(random.Next(Callers)),
                At = End.AddDays(-days * (events - i) / events),
                Model = $"model-{random.Next(Models)}",
                Status = random.Next(50) == 0 ? "error" : "ok",
                TokensIn = random.Next(4_000),
                TokensOut = random.Next(1_000),
                CostUsd = new Dollars(random.Next(20_000_000)),
                LatencyMs = hit ? random.Next(100) : random.Next(100, 9_000),
                CacheHit = hit,
                SemanticHit = hit && random.Next(3) == 0,
                TokensSaved = hit ? random.Next(4_000) : 0,
                CostSaved = new Dollars(hit ? random.Next(20_000_000) : 0),
            };
        }
    }

    public static string CallerOf(int number) => $"team-{number:D2}";
}
