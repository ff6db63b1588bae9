using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>A kind of event that can be worth points.</summary>
/// <param name="Key">The <see cref="Grant.Key"/>, and the key of its weight.</param>
/// <param name="Category">The <see cref="Grant.Category"/>.</param>
/// <param name="DefaultPoints">Its weight where a space has chosen none.</param>
internal sealed record GitHubKind(string Key, string Category, Points DefaultPoints);
