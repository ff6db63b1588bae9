
namespace Grain.Functions.Webhooks.Reading;

/// <summary>
/// Addresses that a forge makes up for those who keep theirs to themselves: <c>51+ada@users.noreply.github.com</c>,
/// <c>51-ada@users.noreply.gitlab.com</c>, <c>project_7_bot_4f@noreply.git.example.org</c>. They tell login and number.
/// </summary>
internal static class RelayAddress
{
    private static readonly string[] Domains = ["users.noreply.", "noreply."];
    private static readonly string[] Public = ["github.com", "gitlab.com"];

    /// <summary>What such an address may tell, and <see cref="Account.IsElsewhere"/>; nothing of any other address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="source">Whose it is if its host does not say so.</param>
    public static (IEnumerable<string> Keys, IEnumerable<string> Words, bool IsElsewhere) Read(string? address, string source)
    {
        var (local, domain) = Parts(address?.Trim() ?? "");
        if (!Array.Exists(Domains, start => domain.StartsWith(start, StringComparison.OrdinalIgnoreCase))) return ([], [], false);
        string[] words = [local, local[(local.LastIndexOf('+') + 1)..], .. Numbered(local)];
        var owner = domain.Contains("github.", StringComparison.OrdinalIgnoreCase) ? "github"
            : domain.Contains("gitlab.", StringComparison.OrdinalIgnoreCase) ? "gitlab"
            : source;
        return (words.Select(word => $"{owner}/{word}"), words, !Public.Contains(
            domain[(domain.IndexOf("noreply.", StringComparison.OrdinalIgnoreCase) + 8)..], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Host and number in <c>123-name@users.noreply.{host}</c>, as GitLab has them.</summary>
    public static (string Host, long Id)? OfGitLab(string address)
    {
        const string relay = "users.noreply.";
        var (local, domain) = Parts(address);
        return local.IndexOf('-', StringComparison.Ordinal) is var dash and > 0
            && domain.StartsWith(relay, StringComparison.OrdinalIgnoreCase) && domain.Length > relay.Length
            && long.TryParse(local.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
                ? (domain[relay.Length..].ToLowerInvariant(), id)
                : null;
    }

    private static (string Local, string Domain) Parts(string address) =>
        address.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? (address[..at], address[(at + 1)..]) : ("", "");

    /// <summary>The number before a plus or a dash, and what stands after it.</summary>
    private static IEnumerable<string> Numbered(string local)
    {
        var end = local.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end > 0 && local[end] is '+' or '-' ? [local[..end], local[(end + 1)..]] : [];
    }
}
