using Grain.Functions.Webhooks.Reading;

using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.Chat;

/// <summary>Every kind of happening in a chat that can be worth points, with its category and default weight.</summary>
internal static class ChatKinds
{
    private static readonly EventKinds Kinds = new("chat");

    public static readonly EventKind Messaged = Kinds.Define("message.created", Discussion, 0.1m);
    public static readonly EventKind Reacted = Kinds.Define("reaction.added", Community, 0.1m);
    public static readonly EventKind Thanked = Kinds.Define("thanks.given", Community, 1m);

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<EventKind> All => Kinds.All;
}
