using Grain.Functions.Grants;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.GitHub;
using GitHubRepository = Grain.Functions.Webhooks.GitHub.Repository;

namespace Grain.Local.Histories;

/// <summary>
/// Turns the commits of a repository into the grants that pushes of them would have given, under the same ids: what a push tells later, or
/// told before, counts once. So does what is imported again after it was cut off.
/// </summary>
/// <param name="space">Whose weights and rules apply.</param>
/// <param name="repository">The repository as GitHub knows it.</param>
/// <param name="readAt">No grant is dated later.</param>
internal sealed class GitImport(Space space, GitHubRepository repository, DateTimeOffset readAt)
{
    /// <summary>Grants held in memory: several transactions' worth.</summary>
    private const int BatchMax = 500;

    private readonly EventWeights weights = EventWeights.Default.With(space.Config.Webhooks.Points);
    private readonly People people = new(space.Config.Webhooks.Counting(readAt));

    /// <summary>What was read so far.</summary>
    public ImportTally Tally { get; } = new();

    /// <summary>Reads all commits and appends their grants.</summary>
    /// <param name="commits">The commits.</param>
    /// <param name="ledger">Where to append; <see langword="null"/> only counts.</param>
    /// <param name="progress">Is told how many commits are done.</param>
    /// <param name="cancellationToken">Gives up; run it again to go on.</param>
    public async Task RunAsync(IAsyncEnumerable<GitCommit> commits, GrantLedger? ledger, Action<long> progress, CancellationToken cancellationToken)
    {
        var batch = new List<Grant>(BatchMax);
        await foreach (var commit in commits.WithCancellation(cancellationToken))
        {
            var grants = GrantsOf(commit);
            Tally.Add(grants);
            batch.AddRange(grants);
            if (batch.Count >= BatchMax) await AppendAsync(batch, ledger, cancellationToken);
            progress(Tally.Commits);
        }

        await AppendAsync(batch, ledger, cancellationToken);
    }

    /// <summary>What a commit gives.</summary>
    internal IReadOnlyList<Grant> GrantsOf(GitCommit told)
    {
        var delivery = new Delivery(weights, readAt);
        if (!people.TryFindAuthor(told.AuthorName, told.AuthorAddress, repository.Host, out var author, out var reason)) delivery.Skip(reason);
        new Commit
        {
            Repository = repository,
            Sha = told.Sha,
            Message = told.Message,
            IsMerge = told.IsMerge,
            At = delivery.Plausible(told.At),
            Url = $"{repository.Url}/commit/{told.Sha}",
            AuthorAddress = told.AuthorAddress,
            Folders = ChangedFolders.Of(told.Paths),
        }.Count(delivery, people, author);
        return delivery.Outcome() is WebhookOutcome.Normalised normalised ? normalised.Grants : [];
    }

    private async Task AppendAsync(List<Grant> batch, GrantLedger? ledger, CancellationToken cancellationToken)
    {
        if (ledger is not null && batch.Count > 0)
        {
            var outcomes = await ledger.AppendAsync(space.Journal, batch, cancellationToken);
            Tally.AddWritten(outcomes.Count(outcome => outcome is GrantOutcome.Appended));
        }

        batch.Clear();
    }
}
