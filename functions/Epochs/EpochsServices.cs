using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;
using Grain.Functions.Ledgers.Verification;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Epochs;

/// <summary>What the slice adds to the app.</summary>
internal static class EpochsServices
{
    public static IServiceCollection AddEpochs(this IServiceCollection services) => services
        .AddSingleton<EpochStore>().AddSingleton<SplitReader>()
        .AddSingleton<EpochNotesReader>().AddSingleton<EpochTotalsReader>().AddSingleton<DueEpochs>().AddSingleton<ScoreBoard>()
            .AddSingleton<EpochQueue>()
            .AddSingleton<EpochStages>().AddSingleton<RankJob>()
        .AddSingleton(services => new RankJobs(services.GetRequiredService<EpochStore>(),
            services.GetRequiredService<IOptions<GrainOptions>>().Value.RankJobAboveEdges))
        .AddSingleton<EpochRunner>().AddSingleton<RunEpoch>().AddSingleton<ScheduleEpochs>()
        .AddConfigSection(CredConfig.CredRankSection).AddConfigSection(CredConfig.WeightsSection)
        .AddConfigSection(ContinuedSpace.Section).AddSingleton<ContinuedSpaces>()
        .AddConfigRule<ContinuedSpaces>((spaces, space, config, cancellation) => spaces.RefuseAsync(space, config, cancellation))
        .AddConfigSection(CredBefore.Section).AddSingleton<EarlierCreds>()
        .AddConfigRule<EarlierCreds>((creds, space, config, cancellation) => creds.RefuseAsync(space, config, cancellation))
        .AddSingleton<EpochVerifier>().AddSingleton<CollectActivity>()
        .AddConfigRule<DueEpochs>((epochs, space, config, cancellation) => epochs.RefuseFirstAsync(space, config, cancellation))
        .AddSingleton<TreeReader>().AddSingleton<TreesVerifier>()
        .AddLedgerCheck<TreesVerifier>("trees", (verifier, space, cancellation) => verifier.CheckAsync(space, cancellation))
        .AddLedgerCheck<EpochVerifier>("epochs", async (verifier, space, cancellation) =>
        {
            var (epochs, fault) = await verifier.VerifyAsync(space, progress: null, cancellation);
            var (before, broken) = await verifier.Continued.ProveAsync(space, cancellation);
            return new LedgerCheckResult(
                $"{Shown.Count(epochs, "closed epoch")} computed again{before}{await verifier.TellUnderWayAsync(space, cancellation)}",
                fault ?? broken);
        }, async (verifier, space, epoch, cancellation) =>
        {
            var (statement, fault) = await verifier.VerifyOneAsync(space, epoch, cancellation);
            return new LedgerCheckResult($"{epoch} computed again, statement {statement}",
                statement is null ? $"there is no closed epoch '{epoch}'" : fault);
        });
}
