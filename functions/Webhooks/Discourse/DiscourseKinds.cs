using Grain.Functions.Webhooks.Reading;

using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>Every kind of Discourse event that can be worth points, with its category and default weight.</summary>
internal static class DiscourseKinds
{
    private static readonly EventKinds Kinds = new("discourse");

    public static readonly EventKind TopicCreated = Kinds.Define("topic.created", Discussion, 2m);
    public static readonly EventKind PostCreated = Kinds.Define("post.created", Discussion, 1m);
    public static readonly EventKind PostLiked = Kinds.Define("post.liked", Community, 0.2m);
    public static readonly EventKind SolutionAccepted = Kinds.Define("solution.accepted", Discussion, 4m);

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<EventKind> All => Kinds.All;
}
