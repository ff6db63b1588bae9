using Grain.Functions.Storage.Formats;


namespace Grain.Functions.Ledgers.Verification;

/// <summary>What a check found.</summary>
/// <param name="Summary">What was proven, for people: <c>12 accounts, 340 entries</c>.</param>
/// <param name="Fault">The first fault, named exactly; <see langword="null"/> when there is none.</param>
internal sealed record LedgerCheckResult(string Summary, string? Fault)
{
    /// <summary>How often to look before giving up on a ledger that is written all the while.</summary>
    private const int LooksMax = 5;

    /// <summary>
    /// Says of what was looked at how far it was: different after anything was written. Where many do the same over and over, two moments
    /// give the same words.
    /// </summary>
    public string Seen { get; init; } = "";

    /// <summary>
    /// Looks again at what looks faulty: a ledger that is written while it is read may look so for a moment. A fault is what two looks in a
    /// row tell in the same words, with nothing written between them.
    /// </summary>
    /// <param name="look">Proves it once; reads only.</param>
    public static async Task<LedgerCheckResult> OfAsync(Func<Task<LedgerCheckResult>> look)
    {
        var last = await LookAsync();
        for (var looks = 1; last.Fault is not null && looks < LooksMax; looks++)
        {
            var next = await LookAsync();
            if (next.Fault == last.Fault && next.Seen == last.Seen) return next;
            last = next;
        }

        return last.Fault is null ? last : new LedgerCheckResult($"{last.Summary}; not proven, since it was written all the while", null);

        async Task<LedgerCheckResult> LookAsync()
        {
            try
            {
                return await look();
            }
            catch (UnknownFormatException newer)
            {
                return new LedgerCheckResult("not proven", newer.Message);
            }
        }
    }
}

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
        this IServiceCollection services, string name, Func<TService, Space, CancellationToken, Task<LedgerCheckResult>> run)
            where TService : class =>
        services.AddSingleton(provider =>
            new LedgerCheck(name, (space, cancellation) => run(provider.GetRequiredService<TService>(), space, cancellation)));

    /// <summary>The same for a check that can prove a single epoch.</summary>
    public static IServiceCollection AddLedgerCheck<TService>(
        this IServiceCollection services, string name, Func<TService, Space, CancellationToken, Task<LedgerCheckResult>> run,
        Func<TService, Space, string, CancellationToken, Task<LedgerCheckResult>> runOne) where TService : class =>
        services.AddSingleton(provider => new LedgerCheck(
            name, (space, cancellation) => run(provider.GetRequiredService<TService>(), space, cancellation),
            (space, epoch, cancellation) => runOne(provider.GetRequiredService<TService>(), space, epoch, cancellation)));
}
