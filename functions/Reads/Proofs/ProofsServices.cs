namespace Grain.Functions.Reads.Proofs;

/// <summary>What the slice adds to the app.</summary>
internal static class ProofsServices
{
    public static IServiceCollection AddProofs(this IServiceCollection services) => services.AddSingleton<ProofDesk>();
}
