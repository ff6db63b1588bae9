using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Proof;

/// <summary>A sender of webhooks, as a space configures it.</summary>
public sealed record WebhookSource
{
    /// <summary>The present secret, the one before it and the one to come. More would only be forgotten ones.</summary>
    internal const int SecretsMax = 3;

    /// <summary>Servers change their names once in a while.</summary>
    internal const int HostsMax = 16;

    private const int HostLengthMax = 253;

    /// <summary>
    /// The secrets that the sender may prove itself with: up to three, so that one can be replaced without a gap. While there is none,
    /// every delivery is refused. Never shown.
    /// </summary>
    /// <value>at most <see cref="SecretsMax"/> secrets</value>
    /// <example>["env:GRAIN_SECRET_GITHUB"]</example>
    public IReadOnlyList<WebhookSecret> Secrets { get; set; } = [];

    /// <summary>
    /// Whether deliveries without a signature are taken: whoever knows the address can then send. Of Discourse only, which signs nothing
    /// where its administrators have given it no secret.
    /// </summary>
    /// <value>of Discourse only</value>
    /// <example>true</example>
    public bool AcceptUnsigned { get; set; }

    /// <summary>
    /// The names of one instance, for a server or forum whose name changes: up to 16 hosts in lower case. The first stands for it in ids,
    /// so it is the one that it had first. It is at home in a space that has counted nothing of the sender. Of GitHub, GitLab and Discourse
    /// only.
    /// </summary>
    /// <value>at most <see cref="HostsMax"/> names of hosts in lower case</value>
    /// <example>["forum.octo.example"]</example>
    public IReadOnlyList<string>? Hosts { get; set; }

    /// <summary>Access by which lost deliveries are asked for again; nobody asks if absent. Of GitHub and GitLab only.</summary>
    /// <example>{"secrets":["env:GRAIN_SECRET_GITHUB_TOKEN"],"repositories":["octo/field"]}</example>
    public ReconcileConfig? Reconcile { get; set; }

    internal IEnumerable<(string Path, string Message)> Check(string path, SecretForm form, WebhookSource? earlier)
    {
        if (Secrets.Count > SecretsMax) yield return ($"{path}.secrets", $"must not list more than {SecretsMax}");
        foreach (var (index, secret) in Secrets.Index())
        {
            var place = $"{path}.secrets[{index}]";
            if (SpaceSecrets.FaultOf(secret.Text,
                text => form.IsValid(text) || earlier?.Secrets.Any(other => other.Text == text) == true, form.Rule) is { } fault)
                yield return (place, fault);
            if (secret.NotAfter < secret.NotBefore) yield return (place, "must not end before it begins");
        }

        if (Hosts?.Count > HostsMax) yield return ($"{path}.hosts", $"must not list more than {HostsMax}");
        foreach (var (index, host) in (Hosts ?? []).Index())
            if (!IsHost(host))
                yield return ($"{path}.hosts[{index}]", "must be the name or the IPv4 address of a host, in lower case and without a port");
    }

    /// <summary>Whether it is the name of a host in lower case, or an IPv4 address.</summary>
    internal static bool IsHost(string? host) =>
        host is { Length: > 0 and <= HostLengthMax } && host.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && Uri.CheckHostName(host) is (UriHostNameType.Dns or UriHostNameType.IPv4);
}

/// <summary>What a sender's secrets look like.</summary>
/// <param name="IsValid">Whether a text is one.</param>
/// <param name="Rule">For people, after "must".</param>
internal sealed record SecretForm(Func<string, bool> IsValid, string Rule)
{
    private const int LengthMin = 16;
    private const int LengthMax = 1000;
    private const int DifferentMin = 4;

    /// <summary>Any text that is not short, and not one character over and over.</summary>
    public static SecretForm Text { get; } = new(
        text => text.Length is >= LengthMin and <= LengthMax && text.Distinct().Count() >= DifferentMin,
        $"have {LengthMin} to {LengthMax} characters, {DifferentMin} different ones at least");

    /// <summary>A key of Standard Webhooks.</summary>
    public static SecretForm Key { get; } = new(
        StandardSignature.IsKey,
        "be whsec_ and the base64 of 24 to 64 random bytes, or whpk_ and the base64 of an Ed25519 public key, which is no point of small "
            + "order");

    /// <summary>A key of Standard Webhooks, or a token that is sent as it is.</summary>
    public static SecretForm KeyOrToken { get; } = new(
        text => StandardSignature.LooksLikeKey(text) ? Key.IsValid(text) : Text.IsValid(text), $"{Key.Rule}, or else {Text.Rule}");
}
