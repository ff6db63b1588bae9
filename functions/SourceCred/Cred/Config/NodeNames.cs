using Grain.Functions.SourceCred.Cred.Graphs;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>What contributions of SourceCred's plugins are called in Grain, so that webhooks mean the same ones. Pure.</summary>
internal static class NodeNames
{
    /// <summary>
    /// Grain's types of what an address of a whole type stands for, and for which sources; none if it is no such address, or Grain knows no
    /// such thing.
    /// </summary>
    public static IReadOnlyList<string> TypesOf(string address) => AddressParts.Of(address) switch
    {
        ["sourcecred", "github", "REPO"] => ["repository"],
        ["sourcecred", "github", "ISSUE"] => ["issue"],
        ["sourcecred", "github", "PULL"] => ["pull"],
        ["sourcecred", "github", "REVIEW"] => ["review"],
        ["sourcecred", "github", "COMMENT"] => ["comment", "review-comment"],
        ["sourcecred", "github", "COMMIT"] => ["commit"],
        ["sourcecred", "discourse", "topic"] => ["discussion"],
        ["sourcecred", "discord", "MESSAGE"] => ["message"],
        _ => [],
    };

    /// <summary>Whether an address stands for all reactions of a kind: what each of them mints.</summary>
    public static bool IsReactions(string address) => AddressParts.Of(address)
        is ["sourcecred", "discourse", "like"] or ["sourcecred", "discord", "REACTION"];

    /// <summary>The id of a single contribution; <see langword="null"/> if Grain calls it by what the address does not say.</summary>
    public static string? IdOf(string address) => AddressParts.Of(address) switch
    {
        ["sourcecred", "github", "PULL", var owner, var name, var number] => Github(owner, name, $"/pull/{number}"),
        ["sourcecred", "github", "ISSUE", var owner, var name, var number] => Github(owner, name, $"/issue/{number}"),
        ["sourcecred", "github", "REPO", var owner, var name] => Github(owner, name, ""),
        ["sourcecred", "discourse", "topic", var server, var number] when Uri.TryCreate(server, UriKind.Absolute, out var at) =>
            $"discourse/{at.Host.ToLowerInvariant()}/topic/{number}",
        _ => null,
    };

    /// <summary>Grain's source of a plugin's contributions; <see langword="null"/> if it has none.</summary>
    public static string? SourceOf(string plugin) => plugin switch
    {
        "sourcecred/github" => "github",
        "sourcecred/discourse" => "discourse",
        "sourcecred/discord" => "chat",
        _ => null,
    };

    private static string Github(string owner, string name, string rest) =>
        $"github/{owner.ToLowerInvariant()}/{name.ToLowerInvariant()}{rest}";
}
