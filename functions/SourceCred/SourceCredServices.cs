using Grain.Functions.SourceCred.Cred.Importing;
using Grain.Functions.SourceCred.Writing;

namespace Grain.Functions.SourceCred;

/// <summary>What the slice adds to the app.</summary>
internal static class SourceCredServices
{
    public static IServiceCollection AddSourceCred(this IServiceCollection services) =>
        services.AddSingleton<LedgerImport>().AddSingleton<ReportMaking>().AddSingleton<EpochsFromThere>()
            .AddSingleton<InstanceCredImport>().AddSingleton<InstanceImport>();
}
