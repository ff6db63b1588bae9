using Grain.Functions.Webhooks.Reading;
using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.Chat;

/// <summary>Every kind of happening in a chat that can be worth points, with its category and default weight.</summary>
internal static class ChatKinds
{
    public static EventKinds All { get; } = new("chat",
        ("message.created", Discussion, 0.1m),
        ("reaction.added", Community, 0.1m),
        ("thanks.given", Community, 1m));
}
