namespace Grain.Functions.SourceCred.Ledger;

/// <summary>
/// What SourceCred's people and addresses are called in Grain. An address is an N and its parts, such as <c>sourcecred</c>, <c>github</c>,
/// <c>USERLIKE</c>, <c>USER</c>, <c>ada</c>, with a zero byte behind each. Pure.
/// </summary>
public static class InstanceIds
{
    private const string Owner = "sourcecred";
    private const char Separator = '\0';

    /// <summary>The id of an identity: its uuid says it, since names come and go. Letters of uuids are of both cases.</summary>
    public static string Identity(string uuid) => $"{Owner}/{uuid}";

    /// <summary>The parts of an address; none if it is no node's.</summary>
    public static IReadOnlyList<string> PartsOf(string address) =>
        address.Length >= 2 && address[0] == 'N' && address[1] == Separator && address[^1] == Separator
            ? address.Length == 2 ? [] : address[2..^1].Split(Separator) : [];

    /// <summary>Whether a text is the address of a node, as SourceCred takes one.</summary>
    public static bool IsAddress(string address) =>
        address == "N\0" || (address.Length > 2 && address.StartsWith("N\0", StringComparison.Ordinal) && address[^1] == Separator);

    /// <summary>
    /// What somebody at an address is called in Grain, so that webhooks mean the same person: <c>github/ada</c>, <c>discourse/ada</c>,
    /// <c>discord/123</c>, an identity's id. Of another plugin the parts as they are, with slashes between them.
    /// </summary>
    public static string Person(string address) => PartsOf(address) switch
    {
        [Owner, "github", "USERLIKE", "USER" or "BOT", var login] => $"github/{login.ToLowerInvariant()}",
        [Owner, "discourse", "user", _, var name] => $"discourse/{name.ToLowerInvariant()}",
        [Owner, "discord", "MEMBER", "user" or "bot", var id] => $"discord/{id}",
        [Owner, "discord", "MEMBER", var id] => $"discord/{id}",
        [Owner, "core", "IDENTITY", var uuid] => Identity(uuid),
        { Count: > 0 } parts => string.Join('/', parts),
        _ => address.Replace(Separator, '/'),
    };
}
