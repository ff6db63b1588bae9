using Grain.Functions.Webhooks.Reading;
using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>Every kind of Discourse event that can be worth points, with its category and default weight.</summary>
internal static class DiscourseKinds
{
    public static EventKinds All { get; } = new("discourse",
        ("topic.created", Discussion, 2m),
        ("post.created", Discussion, 1m),
        ("post.liked", Community, 0.2m),
        ("solution.accepted", Discussion, 4m));
}
