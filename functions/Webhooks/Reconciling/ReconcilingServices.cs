using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>What the slice adds to the app.</summary>
internal static class ReconcilingServices
{
    public static IServiceCollection AddReconciling(this IServiceCollection services) => services
        .AddSingleton<HookBook>().AddSingleton<DeliveryKnowledge>().AddSingleton<HookRun>().AddSingleton<Reconciler>()
        .AddSingleton<ReconcileDeliveries>();
}
