namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>What the slice adds to the app.</summary>
internal static class DeliveriesServices
{
    public static IServiceCollection AddDeliveryLog(this IServiceCollection services) => services
        .AddSingleton<DeliveryLog>().AddHostedService(provider => provider.GetRequiredService<DeliveryLog>())
        .AddSingleton<DeliveryPages>().AddSingleton<DeliveryOutcomes>().AddSingleton<SweepDeliveries>();
}
