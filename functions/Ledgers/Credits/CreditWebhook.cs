namespace Grain.Functions.Ledgers.Credits;

/// <summary>Where a space's credit events are posted, signed as Standard Webhooks has it.</summary>
public sealed record CreditWebhook
{
    private const int UrlLengthMax = 2000;

    /// <summary>An https address of the internet: none of this machine or of a private network.</summary>
    /// <value>an address of https</value>
    /// <example>"https://octo.example/hook"</example>
    public string Url { get; set; } = "";

    /// <summary>
    /// The secrets that deliveries are signed with, each as <c>whsec_</c> + base64 of 24 to 64 bytes. While one is being
    /// replaced there are two, and a delivery carries both signatures. Never shown.
    /// </summary>
    /// <value>1 or 2 secrets</value>
    /// <example>["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]</example>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    internal IEnumerable<(string Path, string Message)> Check(string path, bool privateWebhooks, CreditWebhook? earlier)
    {
        foreach (var fault in CheckUrl(Url, $"{path}.url", privateWebhooks)) yield return fault;
        if (Secrets.Count is 0 or > 2) yield return ($"{path}.secrets", "must list one secret, or two while one is replaced");
        foreach (var (index, secret) in Secrets.Index())
            if (secret is null || !(EventSignature.IsSecret(secret) || earlier?.Secrets.Contains(secret) == true))
                yield return ($"{path}.secrets[{index}]", "must be whsec_ followed by the base64 of 24 to 64 random bytes");
    }

    /// <summary>What is wrong with an address to which the app shall post.</summary>
    internal static IEnumerable<(string Path, string Message)> CheckUrl(string? text, string path, bool privateWebhooks)
    {
        if (text is null || text.Length > UrlLengthMax || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) || url.UserInfo.Length > 0)
            yield return (path, "must be an https address without user and password");
        else if (WebhookTarget.Fault(text, privateWebhooks) is { } fault)
            yield return (path, fault);
    }
}
