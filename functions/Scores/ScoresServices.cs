using Grain.Functions.Verification;

namespace Grain.Functions.Scores;

/// <summary>What the slice adds to the app.</summary>
internal static class ScoresServices
{
    public static IServiceCollection AddScores(this IServiceCollection services) => services
        .AddSingleton<ScoreBuckets>()
        .AddLedgerCheck<ScoreBuckets>("buckets", async (buckets, space, cancellationToken) =>
        {
            var (contributors, fault) = await buckets.AuditAsync(space.Journal, cancellationToken);
            return new LedgerCheckResult($"{contributors} recomputed totals", fault);
        });
}
