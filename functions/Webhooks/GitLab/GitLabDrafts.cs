using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Knows which merge requests are drafts. Versions say so as <c>draft</c> (since 16), as <c>work_in_progress</c>, or by the title alone; a
/// change of it before 16 is told as a change of the title.
/// </summary>
internal static class GitLabDrafts
{
    private static readonly string[] Fields = ["draft", "work_in_progress"];
    private static readonly string[] Marks = ["draft:", "[draft]", "(draft)", "draft - ", "wip:", "[wip]", "(wip)"];

    /// <summary>Whether a merge request is a draft.</summary>
    public static bool Is(Payload request) => Fields.Any(request.Has) ? Fields.Any(request.IsYes) : IsTitle(request.OptionalText("title"));

    /// <summary>Whether the delivery tells that a draft became ready.</summary>
    public static bool BecameReady(GitLabDelivery delivery)
    {
        if (Is(delivery.Subject) || delivery.Root.OptionalObject("changes") is not { } changes) return false;
        var told = Fields.Select(changes.OptionalObject).OfType<Payload>().ToArray();
        if (told.Length > 0) return told.Any(change => change.IsYes("previous"));
        return changes.OptionalObject("title") is { } title && IsTitle(title.OptionalText("previous"))
            && !IsTitle(title.OptionalText("current"));
    }

    private static bool IsTitle(string? title)
    {
        var text = (title ?? "").AsSpan().Trim();
        foreach (var mark in Marks)
            if (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) return true;
        if (text.Length > 3 && text.StartsWith("wip", StringComparison.OrdinalIgnoreCase) && char.IsWhiteSpace(text[3])) return true;
        return text.Equals("draft", StringComparison.OrdinalIgnoreCase) || text.Equals("wip", StringComparison.OrdinalIgnoreCase);
    }
}
