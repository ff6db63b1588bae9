using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>A kind of event that can be worth points.</summary>
/// <param name="Key">The <see cref="Grant.Key"/>, and the key of its weight: the sender, a colon, and what happened.</param>
/// <param name="Category">The <see cref="Grant.Category"/>.</param>
/// <param name="DefaultPoints">Its weight where a space has chosen none.</param>
internal sealed record EventKind(string Key, string Category, Points DefaultPoints)
{
    /// <summary>The <see cref="Grant.Source"/>.</summary>
    public string Source => Key[..Key.IndexOf(':', StringComparison.Ordinal)];
}
