using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using GitHubRepository = Grain.Functions.Webhooks.GitHub.Repository;

namespace Grain.Local.Histories;

/// <summary>A repository of GitHub, or of a host whose repositories are told as GitHub's are.</summary>
/// <param name="repository">The repository.</param>
/// <param name="options">What counts.</param>
internal sealed class GitHubHistory(GitHubRepository repository, CountingOptions options)
{
    private readonly GitHubPeople people = new(options, repository.Instance);

    /// <summary>What a commit gives.</summary>
    public WebhookOutcome Read(GitCommit told, EventWeights weights)
    {
        var delivery = new Delivery(weights, options.ReceivedAt);
        if (!people.TryFindAuthor(told.AuthorName, told.AuthorAddress, repository.Host, out var author, out var reason))
            delivery.Skip(reason);
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
        return delivery.Outcome();
    }
}
