using Grain.Functions.Activity.Reads;
using Grain.Functions.Verification;

namespace Grain.Functions.Activity;

/// <summary>What the slice adds to the app.</summary>
internal static class ActivityServices
{
    public static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddSingleton<ActivityLedger>().AddSingleton<ActivityQueue>().AddSingleton<CountActivity>()
        .AddSingleton<ActivityCollector>().AddSingleton<CollectActivity>().AddSingleton<People>()
        .AddSingleton<ActivityViews>().AddSingleton<RecentEvents>().AddSingleton<ActivityVerifier>()
        .AddLedgerCheck<ActivityVerifier>("activity", (verifier, space, cancellationToken) => verifier.CheckAsync(space, cancellationToken));
}
