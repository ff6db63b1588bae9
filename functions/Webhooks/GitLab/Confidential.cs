using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Knows what GitLab shows to few: confidential issues, epics and work items, internal notes, and everything that is about one of them (a
/// note, an emoji). Versions say it in different places, and one that says so is enough.
/// </summary>
internal static class Confidential
{
    private static readonly string[] Things = ["object_attributes", "issue", "work_item", "epic", "note", "merge_request", "parent"];
    private static readonly string[] Marks = ["confidential", "internal"];

    /// <summary>Whether a payload tells of something that is not for all.</summary>
    public static bool Is(Payload root) =>
        IsMarked(root)
        || ((string[])["event_type", "event_name", "object_kind"])
        .Any(name => root.OptionalText(name)?.StartsWith("confidential_", StringComparison.Ordinal) == true)
        || Things.Any(name =>
        root.OptionalObject(name) is { } thing && (IsMarked(thing) || Things.Any(part => IsMarked(thing.OptionalObject(part)))));

    private static bool IsMarked(Payload? thing) => thing is { } marked && Marks.Any(marked.IsYes);
}
