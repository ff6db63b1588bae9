using Grain.Functions.Spaces;

namespace Grain.Functions.Verification;

/// <summary>What a check found.</summary>
/// <param name="Summary">What was proven, for people: <c>12 accounts, 340 entries</c>.</param>
/// <param name="Fault">The first fault, named exactly; <see langword="null"/> when there is none.</param>
internal sealed record LedgerCheckResult(string Summary, string? Fault);

/// <summary>One thing that <c>verify</c> proves of a space. Each slice registers its own.</summary>
/// <param name="Name">What is proven, in a word.</param>
/// <param name="RunAsync">Proves it; reads only.</param>
/// <param name="RunOneAsync">Proves one named part of it (an epoch); absent if it has no such parts.</param>
internal sealed record LedgerCheck(
    string Name, Func<Space, CancellationToken, Task<LedgerCheckResult>> RunAsync,
    Func<Space, string, CancellationToken, Task<LedgerCheckResult>>? RunOneAsync = null);

/// <summary>Registers checks.</summary>
internal static class LedgerChecks
{
    /// <summary>Adds a check that is run by a service of the slice; <c>verify</c> runs all in the order in which they were added.</summary>
    public static IServiceCollection AddLedgerCheck<TService>(
        this IServiceCollection services, string name, Func<TService, Space, CancellationToken, Task<LedgerCheckResult>> run) where TService : class =>
        services.AddSingleton(provider =>
            new LedgerCheck(name, (space, cancellationToken) => run(provider.GetRequiredService<TService>(), space, cancellationToken)));

    /// <summary>The same for a check that can prove a single epoch.</summary>
    public static IServiceCollection AddLedgerCheck<TService>(
        this IServiceCollection services, string name, Func<TService, Space, CancellationToken, Task<LedgerCheckResult>> run,
        Func<TService, Space, string, CancellationToken, Task<LedgerCheckResult>> runOne) where TService : class =>
        services.AddSingleton(provider => new LedgerCheck(
            name, (space, cancellationToken) => run(provider.GetRequiredService<TService>(), space, cancellationToken),
            (space, epoch, cancellationToken) => runOne(provider.GetRequiredService<TService>(), space, epoch, cancellationToken)));
}
