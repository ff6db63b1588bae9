using Grain.Functions.Credits.Escrows;
using Grain.Functions.Credits.Events;
using Grain.Functions.Credits.Replicas;
using Grain.Functions.Hosting;
using Grain.Functions.Verification;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Credits;

/// <summary>What the slice adds to the app.</summary>
internal static class CreditsServices
{
    public static IServiceCollection AddCredits(this IServiceCollection services) => services
        .AddSingleton<CreditLedger>().AddSingleton<EscrowLedger>().AddSingleton<TaskCredits>().AddSingleton<TaskCreditQueue>()
        .AddSingleton<CreditEventFeed>().AddSingleton<CreditNotices>().AddSingleton<EventQueue>().AddSingleton<EventSender>()
        .AddSingleton(services => new WebhookTarget(services.GetRequiredService<IOptions<GrainOptions>>().Value.PrivateWebhooks))
        .AddSingleton<ReplicaKeys>().AddSingleton<ReplicaMerge>()
        .AddSingleton<ProcessTaskCredit>().AddSingleton<SendCreditEvent>().AddSingleton<ExpireEscrows>().AddSingleton<SweepCreditEvents>()
        .AddLedgerCheck<CreditVerifier>("credits", (verifier, space, cancellationToken) => verifier.CheckAsync(space, cancellationToken))
        .AddSingleton<CreditVerifier>();
}
