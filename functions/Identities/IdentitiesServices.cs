using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Identities;

/// <summary>What the slice adds to the app.</summary>
internal static class IdentitiesServices
{
    public static IServiceCollection AddIdentities(this IServiceCollection services) => services
        .AddSingleton<RegisterStore>()
        .AddSingleton<AccountSpelling>()
        .AddSingleton(provider => new ConfigSpelling(provider.GetRequiredService<AccountSpelling>().SpellAsync))
        .AddLedgerCheck<RegisterStore>("identities", async (store, space, cancellationToken) =>
        {
            var fault = await store.VerifyAsync(space.Journal, cancellationToken);
            var register = await store.ReadAsync(space.Journal, cancellationToken);
            fault ??= register.Ambiguous.FirstOrDefault() is { } id
                ? $"I1: '{id}' is an identity, and an alias of '{register.Resolve(id)}', which it means; take the alias away to part them"
                : null;
            return new LedgerCheckResult($"{IdentityMap.Of(register).Identities.Count} identities", fault);
        });
}
