using Grain.Functions.Access.OpenId;

namespace Grain.Functions.Access;

/// <summary>What the slice adds to the app.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<OwnerKey>().AddSingleton<Loopback>().AddSingleton<KeyRing>().AddSingleton<Callers>()
        .AddSingleton<OpenIdCallers>().AddSingleton<Doorkeeper>().AddSingleton<KeyBook>().AddSingleton<KeyDesk>()
        .AddSingleton(new OpenFunctions(new HashSet<string> { UnknownAddressFunctions.Name }));
}
