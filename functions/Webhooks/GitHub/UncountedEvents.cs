using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Events that give nothing, and why.</summary>
internal static class UncountedEvents
{
    /// <summary>The reason for the delivery log.</summary>
    public static string WhyNot(string eventName) =>
        Known(eventName) ?? $"{BoundedText.Line(eventName, 60)} is an unknown event";

    /// <summary>Why an event gives nothing; <see langword="null"/> if it may give something, or nobody knows it.</summary>
    public static string? Known(string eventName) => eventName switch
    {
        "ping" => "a ping only asks whether anybody listens",
        "watch" => "the star event tells the same",
        "security_advisory" => "an advisory of the global database names no person",
        "create" or "delete" => "a branch or a tag is no contribution; its commits are",
        "package" or "registry_package" => "what is in a package counts as its release and its commits",
        "pull_request_review_thread" => "the comments of a thread count by themselves",
        "project" or "project_card" or "project_column" or "projects_v2" or "projects_v2_item" or "projects_v2_status_update" =>
            "moving cards on a board is not counted",
        "check_run" or "check_suite" or "status" or "workflow_job" or "workflow_dispatch" or "repository_dispatch" or "deployment"
            or "deployment_status" or "deployment_review" or "deployment_protection_rule" or "page_build" or "merge_group"
            or "code_scanning_alert" or "dependabot_alert" or "secret_scanning_alert" or "secret_scanning_alert_location"
            or "repository_vulnerability_alert" => $"{eventName} tells of the work of machines",
        "content_reference" => "a mentioned address is no contribution",
        "branch_protection_rule" or "branch_protection_configuration" or "cache_sync" or "custom_property" or "custom_property_values"
            or "deploy_key" or "enterprise" or "github_app_authorization" or "installation" or "installation_repositories"
            or "installation_target" or "label"
            or "marketplace_purchase" or "member" or "membership" or "meta" or "milestone" or "org_block" or "organization"
            or "personal_access_token_request" or "public" or "repository" or "repository_import" or "repository_ruleset"
            or "security_and_analysis" or "team" or "team_add" or "user" => $"{eventName} tells of administration",
        _ => null,
    };
}
