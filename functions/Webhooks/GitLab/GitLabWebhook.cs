using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Turns what GitLab sends into grants. Pure: the same body, weights and options give the same outcome. What each event gives is told in
/// <c>docs/webhooks.md</c>.
/// </summary>
public static class GitLabWebhook
{
    /// <summary>Reads one delivery. Never throws for anything in the body.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="weights">The points that events are worth.</param>
    /// <param name="options">What to count; <see cref="CountingOptions.Default"/> if not given.</param>
    /// <returns>The event's name as the body has it, and the outcome.</returns>
    public static (string Name, WebhookOutcome Outcome) Normalise(ReadOnlyMemory<byte> body, EventWeights weights,
        CountingOptions? options = null)
    {
        var name = "";
        var outcome = Payload.Read(body, root =>
        {
            name = root.OptionalText("object_kind") ?? root.Text("event_name");
            if (Confidential.Is(root)) return new WebhookOutcome.Ignored("it is confidential, and a ledger is read by many");
            if (WhyNot(name) is { } reason) return new WebhookOutcome.Ignored(reason);
            if (!root.Has("project")) return new WebhookOutcome.Ignored("it belongs to no project");
            var delivery = new GitLabDelivery(root, weights, options ?? CountingOptions.Default);
            Read(name, delivery);
            return delivery.Outcome();
        });
        return (name, outcome);
    }

    private static void Read(string name, GitLabDelivery delivery)
    {
        switch (name)
        {
            case "push": GitLabPushes.Read(delivery); break;
            case "tag_push": GitLabPushes.ReadTag(delivery); break;
            case "issue" or "work_item": GitLabIssues.Read(delivery); break;
            case "merge_request": GitLabRequests.Read(delivery); break;
            case "note": GitLabNotes.Read(delivery); break;
            case "wiki_page": GitLabWiki.Read(delivery); break;
            case "emoji": GitLabEmojis.Read(delivery); break;
        }
    }

    /// <summary>Events that give nothing, and why.</summary>
    private static string? WhyNot(string name) => name switch
    {
        "push" or "tag_push" or "issue" or "work_item" or "merge_request" or "note" or "wiki_page" or "emoji" => null,
        "release" => "the payload does not say who released; the commits and the tag count",
        "pipeline" or "build" or "deployment" => $"{name} tells of the work of machines",
        "milestone" or "feature_flag" or "access_token" or "vulnerability" or "user_add_to_group" or "user_remove_from_group"
            or "user_update_for_group"
            or "user_access_request_to_group" or "user_access_request_denied_for_group" or "project_create" or "project_destroy"
            or "project_rename" or "project_transfer"
            or "project_update" or "subgroup_create" or "subgroup_destroy" or "user_add_to_team" or "user_remove_from_team"
            or "user_update_for_team"
            or "repository_update" => $"{name} tells of administration",
        _ => $"{BoundedText.Line(name, 60)} is an unknown event",
    };
}
