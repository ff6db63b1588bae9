using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;
using ForgeRepository = Grain.Functions.Webhooks.Forges.Repository;

namespace Grain.Local.Histories;

/// <summary>A repository of GitHub, or of a host whose repositories are told as GitHub's are.</summary>
/// <param name="repository">The repository.</param>
/// <param name="options">What counts.</param>
internal sealed class GitHubHistory(ForgeRepository repository, CountingOptions options)
{
    private readonly ForgePeople people = new(repository.Forge, options, repository.Instance);

    /// <summary>What a commit gives.</summary>
    public WebhookOutcome Read(GitCommit told, EventWeights weights)
    {
        var delivery = new Delivery(repository.Forge.Kinds, weights, options);
        var author = delivery.Known(people.FindAuthor(told.AuthorName, told.AuthorAddress));
        var commit = new Commit
        {
            Sha = told.Sha,
            Message = told.Message,
            IsMerge = told.IsMerge,
            At = delivery.Plausible(told.At),
            Url = $"{repository.Url}/commit/{told.Sha}",
            AuthorAddress = told.AuthorAddress,
            Pull = told.Pull,
        };
        Pushes.Of(repository, commit, told.Paths).Count(delivery, author, people.FindAuthor);
        return delivery.Outcome();
    }
}
