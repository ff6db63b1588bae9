using Grain.Functions.Access;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>What the slice adds to the app.</summary>
internal static class IdentitiesServices
{
    public static IServiceCollection AddIdentities(this IServiceCollection services) => services
        .AddSingleton<RegisterStore>()
        .AddSingleton<PeopleVault>()
        .AddSingleton<AccountSpelling>().AddSingleton<FaceReader>()
        .AddSingleton<PeopleProof>()
        .AddSingleton(provider => new Acquaintance(async (space, subject, cancellation) =>
            (await provider.GetRequiredService<RegisterStore>().ReadAsync(space.Journal, cancellation)).PersonOf(subject) is not null))
        .AddLedgerCheck<PeopleProof>("people", async (people, space, cancellation) =>
        {
            if (!space.IsSealed) return new LedgerCheckResult("the space is not sealed", null);
            var (known, erased, fault) = await people.ProveAsync(space.Name, cancellation);
            return new LedgerCheckResult($"{Shown.Count(known, "opaque id")}, {erased} erased", fault);
        })
        .AddLedgerCheck<RegisterStore>("identities", async (store, space, cancellation) =>
        {
            var fault = await store.VerifyAsync(space.Journal, cancellation);
            var register = await store.ReadAsync(space.Journal, cancellation);
            fault ??= register.Ambiguous.FirstOrDefault() is { } id
                ? $"I1: '{id}' is an identity, and an alias of '{register.Resolve(id)}', which it means; take the alias away to part them"
                : null;
            return new LedgerCheckResult(Shown.Count(IdentityMap.Of(register).Identities.Count, "identity", "identities"), fault);
        });
}
