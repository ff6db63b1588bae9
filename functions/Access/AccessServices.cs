using Grain.Functions.Access.OpenId;

namespace Grain.Functions.Access;

/// <summary>What the slice adds to the app.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<OwnerKey>().AddSingleton<Loopback>().AddSingleton<KeyRing>().AddSingleton<Callers>()
        .AddSingleton<OpenIdCallers>().AddSingleton<Doorkeeper>().AddSingleton<KeyBook>().AddSingleton<KeyDesk>()
        .AddSingleton(LookupOf("createKey", key => key is not null)).AddSingleton(LookupOf("createOwnerKey", key => key is not null))
        .AddSingleton(LookupOf("revokeKey", key => key?.Revoked is null ? false : null))
        .AddSingleton(LookupOf("revokeOwnerKey", key => key?.Revoked is null ? false : null))
        .AddSingleton(new OpenFunctions(new HashSet<string> { UnknownAddressFunctions.Name }));

    /// <summary>A key that is revoked may have been revoked by somebody else; one that is there was made.</summary>
    private static Func<IServiceProvider, ActLookup> LookupOf(string operation, Func<KeyRecord?, bool?> wasDone) => provider => new(
        operation, async (space, told, cancellation) => told.Target is not { } id ? false
            : wasDone(await provider.GetRequiredService<KeyBook>()
                .FindAsync(operation.Contains("Owner") ? null : space, id, cancellation)));
}
