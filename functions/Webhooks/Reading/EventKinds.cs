using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>The kinds of events of one sender.</summary>
/// <param name="source">The sender; every key begins with it.</param>
/// <param name="kinds">
/// What happened, for example <c>issues.opened</c>; one of <see cref="Categories"/>; and the weight where a space has chosen none.
/// </param>
internal sealed class EventKinds(string source, params (string Name, string Category, decimal Points)[] kinds)
{
    private readonly Dictionary<string, EventKind> byName = kinds.ToDictionary(
        kind => kind.Name,
        kind => new EventKind($"{source}:{kind.Name}", kind.Category, new Points((long)(kind.Points * 1_000_000))), StringComparer.Ordinal);

    /// <summary>The sender.</summary>
    public string Source => source;

    /// <summary>All of them, in their order.</summary>
    public IEnumerable<EventKind> All => byName.Values;

    /// <summary>The kind of a name.</summary>
    /// <exception cref="KeyNotFoundException">The sender has none that is called so.</exception>
    public EventKind this[string name] => byName[name];
}

/// <summary>A kind of event that can be worth points.</summary>
/// <param name="Key">The <see cref="Grant.Key"/>, and the key of its weight: the sender, a colon, and what happened.</param>
/// <param name="Category">The <see cref="Grant.Category"/>.</param>
/// <param name="DefaultPoints">Its weight where a space has chosen none.</param>
internal sealed record EventKind(string Key, string Category, Points DefaultPoints)
{
    /// <summary>The <see cref="Grant.Source"/>.</summary>
    public string Source => Key[..Key.IndexOf(':', StringComparison.Ordinal)];
}

/// <summary>The kinds of work that grants from webhooks are totalled by.</summary>
internal static class Categories
{
    public const string Code = "code";
    public const string Review = "review";
    public const string Discussion = "discussion";
    public const string Documentation = "documentation";
    public const string Community = "community";
    public const string Security = "security";
    public const string Operations = "operations";
}
