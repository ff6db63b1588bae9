using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Verification;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>What the slice adds to the app.</summary>
internal static class CreditsServices
{
    public static IServiceCollection AddCredits(this IServiceCollection services) => services
        .AddConfigSection(CreditsSection.Section)
        .AddSingleton<CreditLedger>().AddSingleton<EscrowLedger>().AddSingleton<TaskCredits>().AddSingleton<TaskCreditQueue>()
        .AddSingleton<TaskOutcomes>()
        .AddSingleton<CreditEventFeed>().AddSingleton<CreditNotices>().AddSingleton<EventQueue>().AddSingleton<EventSender>()
        .AddSingleton(services => new WebhookTarget(services.GetRequiredService<IOptions<GrainOptions>>().Value.PrivateWebhooks))
        .AddSingleton<ReplicaKeys>().AddSingleton<ReplicaMerge>()
        .AddSingleton<ProcessTaskCredit>().AddSingleton<SendCreditEvent>().AddSingleton<ExpireEscrows>().AddSingleton<SweepCreditEvents>()
        .AddLedgerCheck<CreditVerifier>("credits", (verifier, space, cancellation) => verifier.CheckAsync(space, cancellation))
        .AddSingleton<CreditVerifier>();
}
