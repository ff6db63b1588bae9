using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>What the slice adds to the app.</summary>
internal static class ActivityServices
{
    public static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddConfigSection(ActivitySection.Section)
        .AddSingleton<ActivityLedger>().AddSingleton<ActivityQueue>().AddSingleton<CountActivity>()
        .AddSingleton<ActivityCollector>().AddSingleton<PersonalSettingsStore>()
        .AddSingleton<ActivityViews>().AddSingleton<AchievementReader>().AddSingleton<RecentEvents>().AddSingleton<ActivityVerifier>()
        .AddLedgerCheck<ActivityVerifier>("activity", (verifier, space, cancellation) => verifier.CheckAsync(space, cancellation));
}
