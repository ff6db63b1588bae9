namespace Grain.Functions.Ledgers.Runs;

/// <summary>The epoch that a request names; where there is none it is said in the same words, whatever is asked of it.</summary>
internal static class AskedEpochs
{
    /// <summary>Ids are dates; a longer text is none.</summary>
    public const int IdLengthMax = 20;

    /// <summary>The run of an epoch.</summary>
    /// <exception cref="ProblemException">404: it was never claimed.</exception>
    public static async Task<EpochRun> ReadAskedAsync(this EpochStore store, Space space, string id, CancellationToken cancellation) =>
        await store.FindNamedAsync(space.Name, id, cancellation)
        ?? throw new ProblemException(Problem.NotFound($"The space '{space.Name}' has no epoch '{id}' yet."));

    /// <summary>The run of a closed epoch.</summary>
    /// <exception cref="ProblemException">404: it is not closed, or there is none.</exception>
    public static async Task<EpochRun> ReadClosedAsync(this EpochStore store, Space space, string id, CancellationToken cancellation) =>
        await store.FindClosedAsync(space.Name, id, cancellation) ?? throw NoneClosed(space, id);

    /// <summary>The run of a closed epoch; <see langword="null"/> if it is not closed, or there is none.</summary>
    public static async Task<EpochRun?> FindClosedAsync(this EpochStore store, string space, string id, CancellationToken cancellation) =>
        await store.FindNamedAsync(space, id, cancellation) is { Stage: EpochStage.Closed } run ? run : null;

    /// <summary>404: there is no such closed epoch.</summary>
    /// <param name="space">The space.</param>
    /// <param name="id">Which was asked for; any if <see langword="null"/>.</param>
    public static ProblemException NoneClosed(Space space, string? id) => new(Problem.NotFound(id is null
        ? $"The space '{space.Name}' has not closed an epoch yet." : $"The space '{space.Name}' has no closed epoch '{id}'."));

    private static async Task<EpochRun?> FindNamedAsync(this EpochStore store, string space, string id, CancellationToken cancellation) =>
        id.Length is > 0 and <= IdLengthMax ? await store.FindAsync(space, id, cancellation) : null;
}
