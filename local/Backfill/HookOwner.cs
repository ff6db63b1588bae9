using System.Diagnostics.CodeAnalysis;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using ForgeRepository = Grain.Functions.Webhooks.Forges.Repository;

namespace Grain.Local.Backfill;

/// <summary>Whose webhook it is: a repository's or an organisation's.</summary>
/// <param name="Name">For people: <c>octo/field</c> or <c>octo</c>.</param>
/// <param name="Path">Below the API's root: <c>repos/octo/field</c> or <c>orgs/octo</c>.</param>
internal sealed record HookOwner(string Name, string Path)
{
    /// <summary>A repository, named <c>owner/name</c>.</summary>
    public static bool TryRepository(string name, [NotNullWhen(true)] out HookOwner? owner) =>
        (owner = ForgeRepository.TryNode(GitHubWebhook.Forge, Instance.GitHub, name, out _) ? new HookOwner(name, $"repos/{name}")
            : null) is not null;

    /// <summary>An organisation.</summary>
    public static bool TryOrganisation(string name, [NotNullWhen(true)] out HookOwner? owner) =>
        (owner = ForgeRepository.TryNode(GitHubWebhook.Forge, Instance.GitHub, $"{name}/x", out _) ? new HookOwner(name, $"orgs/{name}")
            : null) is not null;
}
