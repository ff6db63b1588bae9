using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Limits;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>What the slice adds to the app.</summary>
internal static class ScoresServices
{
    public static IServiceCollection AddScores(this IServiceCollection services) => services
        .AddConfigSection(ScoresConfig.ShadowSection).AddConfigSection(ScoresConfig.LeaderboardSection)
        .AddSingleton<ScoreBuckets>().AddSingleton<ScoreSealing>().AddSingleton<ScoreAccounts>()
        .AddSingleton(provider => new AccountCount(async (name, cancellation) =>
            await provider.GetRequiredService<SpaceDirectory>().FindAsync(name, fresh: false, cancellation) is { } space
                ? await provider.GetRequiredService<ScoreAccounts>().CountAsync(space.Journal, cancellation) : 0))
        .AddLedgerCheck<ScoreBuckets>("buckets", async (buckets, space, cancellation) =>
        {
            var (contributors, fault) = await buckets.ProveAsync(space.Journal, cancellation);
            return new LedgerCheckResult(Shown.Count(contributors, "recomputed total"), fault);
        });
}
