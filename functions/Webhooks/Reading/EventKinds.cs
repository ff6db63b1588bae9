using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>The kinds of events of one sender, in the order in which they were defined.</summary>
/// <param name="source">The sender; every key begins with it.</param>
internal sealed class EventKinds(string source)
{
    private readonly List<EventKind> all = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<EventKind> All => all;

    /// <summary>One kind more.</summary>
    /// <param name="name">What happened, for example <c>issues.opened</c>.</param>
    /// <param name="category">One of <see cref="Categories"/>.</param>
    /// <param name="points">The weight where a space has chosen none.</param>
    public EventKind Define(string name, string category, decimal points)
    {
        var kind = new EventKind($"{source}:{name}", category, new Points((long)(points * 1_000_000)));
        all.Add(kind);
        return kind;
    }
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
