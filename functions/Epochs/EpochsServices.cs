using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Epochs;

/// <summary>What the slice adds to the app.</summary>
internal static class EpochsServices
{
    public static IServiceCollection AddEpochs(this IServiceCollection services) => services
        .AddSingleton<EpochStore>().AddSingleton<DueEpochs>().AddSingleton<ScoreBoard>().AddSingleton<EpochQueue>().AddSingleton<EpochStages>()
        .AddSingleton<EpochRunner>().AddSingleton<RunEpoch>().AddSingleton<ScheduleEpochs>()
        .AddSingleton<EpochVerifier>()
        .AddConfigRule<DueEpochs>((epochs, space, config, cancellationToken) => epochs.RefuseFirstAsync(space, config, cancellationToken))
        .AddLedgerCheck<EpochVerifier>("epochs", async (verifier, space, cancellationToken) =>
        {
            var (epochs, fault) = await verifier.VerifyAsync(space, progress: null, cancellationToken);
            return new LedgerCheckResult($"{epochs} closed epochs computed again{await verifier.TellUnderWayAsync(space, cancellationToken)}", fault);
        }, async (verifier, space, epoch, cancellationToken) =>
        {
            var (statement, fault) = await verifier.VerifyOneAsync(space, epoch, cancellationToken);
            return new LedgerCheckResult($"{epoch} computed again, statement {statement}", statement is null ? $"there is no closed epoch '{epoch}'" : fault);
        });
}
