using Grain.Functions.Verification;

namespace Grain.Functions.Identities;

/// <summary>What the slice adds to the app.</summary>
internal static class IdentitiesServices
{
    public static IServiceCollection AddIdentities(this IServiceCollection services) => services
        .AddSingleton<RegisterStore>()
        .AddSingleton<AccountSpelling>()
        .AddLedgerCheck<RegisterStore>("identities", async (store, space, cancellationToken) =>
        {
            var fault = await store.VerifyAsync(space.Journal, cancellationToken);
            var map = IdentityMap.Of(await store.ReadAsync(space.Journal, cancellationToken)); // refuses an address of two identities (I1)
            return new LedgerCheckResult($"{map.Identities.Count} identities", fault);
        });
}
