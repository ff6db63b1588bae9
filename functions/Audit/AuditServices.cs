using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Audit;

/// <summary>What the slice adds to the app.</summary>
internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditLog>().AddSingleton<OpenActs>().AddSingleton<Acts>()
        .AddLedgerCheck<AuditLog>("audit", async (log, space, cancellation) =>
        {
            var own = await log.ProveAsync(space.Name, cancellation);
            var owners = await log.ProveAsync(AuditLog.Owners, cancellation);
            return new LedgerCheckResult($"{Shown.Count(own.Entries, "act")}, {owners.Entries} of owners", own.Fault ?? owners.Fault);
        });
}
