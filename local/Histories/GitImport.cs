using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Local.Histories;

/// <summary>
/// Turns the commits of a repository into the grants that pushes of them would have given, under the same ids: what a push tells later, or
/// told before, counts once. So does what is imported again after it was cut off.
/// </summary>
/// <param name="space">Whose weights and rules apply.</param>
/// <param name="read">What a commit gives: see <see cref="GitHubHistory"/> and <see cref="GitLabHistory"/>.</param>
internal sealed class GitImport(Space space, Func<GitCommit, EventWeights, WebhookOutcome> read)
{
    /// <summary>Grants held in memory: several transactions' worth.</summary>
    private const int BatchMax = 500;

    private readonly EventWeights weights = EventWeights.Default.With(space.Config.Webhooks.Points);
    private readonly Dictionary<string, IReadOnlyList<FormerId>> former = new(StringComparer.Ordinal);

    /// <summary>Done once, when the first grants are about to be written.</summary>
    public Func<CancellationToken, Task>? BeforeWriting { get; set; }

    /// <summary>What was read so far.</summary>
    public ImportTally Tally { get; } = new();

    /// <summary>Reads all commits and appends their grants.</summary>
    /// <param name="commits">The commits.</param>
    /// <param name="ledger">Where to append; <see langword="null"/> only counts.</param>
    /// <param name="known">Finds what is counted already under ids of earlier versions.</param>
    /// <param name="progress">Is told how many commits are done.</param>
    /// <param name="cancellation">Gives up; run it again to go on.</param>
    public async Task RunAsync(IAsyncEnumerable<GitCommit> commits, GrantLedger? ledger, FormerIds known, Action<long> progress,
        CancellationToken cancellation)
    {
        var batch = new List<Grant>(BatchMax);
        await foreach (var commit in commits.WithCancellation(cancellation))
        {
            var grants = GrantsOf(commit);
            Tally.Add(grants);
            batch.AddRange(grants);
            if (batch.Count >= BatchMax) await AppendAsync(batch, ledger, known, cancellation);
            progress(Tally.Commits);
        }

        await AppendAsync(batch, ledger, known, cancellation);
    }

    /// <summary>What a commit gives.</summary>
    internal IReadOnlyList<Grant> GrantsOf(GitCommit told)
    {
        if (read(told, weights) is not WebhookOutcome.Normalised normalised) return [];
        foreach (var (id, ids) in normalised.Former) former[id] = ids;
        return normalised.Grants;
    }

    private async Task AppendAsync(List<Grant> batch, GrantLedger? ledger, FormerIds known, CancellationToken cancellation)
    {
        if (ledger is not null && batch.Count > 0)
        {
            if (BeforeWriting is { } prepare) await prepare(cancellation);
            BeforeWriting = null;
            var told = space.IsSealed ? await ledger.Arriving.SealToldAsync(space.Journal, batch, cancellation)
                : await known.RenameAsync(space, batch, former, cancellation);
            var outcomes = await ledger.AppendAsync(space.Journal, told, cancellation);
            Tally.AddWritten(outcomes.Count(outcome => outcome is GrantOutcome.Appended));
        }

        batch.Clear();
        former.Clear();
    }
}
