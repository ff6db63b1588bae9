using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Histories;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>Imports of made repositories.</summary>
internal static class GitImports
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly Repository Field = Repository.Named(GitHubWebhook.Forge, Instance.GitHub, "octo/field")!;

    public static GitImport Import(GrantFixture fixture) =>
        Import(fixture, new GitHubHistory(Field, new WebhookConfig().Counting(Now)).Read);

    public static GitImport Import(GrantFixture fixture, Func<GitCommit, EventWeights, WebhookOutcome> read) =>
        new(new Space(fixture.Space.Name, fixture.Space.Shards, Now, 1, new SpaceConfig(), default), read);

    public static async Task<IReadOnlyList<Grant>> ReadAsync(MadeRepository clone)
    {
        var import = Import(new GrantFixture());
        return [.. (await CommitsAsync(clone)).SelectMany(import.GrantsOf)];
    }

    public static async Task<List<GitCommit>> CommitsAsync(MadeRepository made, params string[] paths)
    {
        var clone = await GitRepository.OpenAsync(made.Folder, "HEAD", default);
        return await clone.ReadAsync(paths, default).ToListAsync();
    }
}
