using Grain.Functions.Ledgers.Credits;

namespace Grain.Functions.Webhooks.Hooks;

/// <summary>
/// Access to a forge, so that what its webhooks could not deliver is asked for again by itself. Of GitHub and GitLab only.
/// </summary>
public sealed record ReconcileConfig
{
    /// <summary>Each is asked for at least once in each run.</summary>
    internal const int PlacesMax = 50;

    private const int ApiLengthMax = 500;
    private const int AppLengthMax = 40;
    private const int TokenLengthMin = 16;
    private const int TokenLengthMax = 1000;

    /// <summary>
    /// The token, or with <c>app</c> the App's private key as PEM. A token may read and write webhooks: of GitHub <c>Webhooks: read and
    /// write</c>, of GitLab <c>api</c>. Never shown.
    /// </summary>
    /// <value>1 secret</value>
    /// <example>["env:GRAIN_SECRET_GITHUB_TOKEN"]</example>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    /// <summary>The repositories whose webhooks lead here: <c>owner/name</c> of GitHub, <c>group/project</c> of GitLab.</summary>
    /// <value>at most 50 with <c>groups</c></value>
    /// <example>["octo/field"]</example>
    public IReadOnlyList<string> Repositories { get; set; } = [];

    /// <summary>The organisations of GitHub, or groups of GitLab, whose own webhooks lead here.</summary>
    /// <value>at most 50 with <c>repositories</c></value>
    /// <example>["octo"]</example>
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>
    /// The client id or number of a GitHub App whose webhook leads here, instead of repositories and groups.
    /// </summary>
    /// <value>of GitHub only</value>
    /// <example>"Iv23liExample"</example>
    public string? App { get; set; }

    /// <summary>
    /// The root of the API, for an installation of one's own: <c>https://HOST/api/v3</c> of GitHub Enterprise Server,
    /// <c>https://HOST/api/v4</c> of GitLab. An address of the internet.
    /// </summary>
    /// <value>an address of https</value>
    /// <example>"https://octo.example/api/v3"</example>
    public string? Api { get; set; }

    /// <summary>The root of the API, with a slash at its end.</summary>
    internal Uri RootOf(HookForge forge) => Api is null ? forge.Api : new Uri(Api.TrimEnd('/') + "/");

    /// <summary>Whether a text can be a token: it stands in a header.</summary>
    internal static bool IsToken(string text) =>
        text.Length is >= TokenLengthMin and <= TokenLengthMax && text.All(c => c is > ' ' and <= '~');

    internal IEnumerable<(string Path, string Message)> Check(string path, HookForge forge, bool privateWebhooks, ReconcileConfig? earlier)
    {
        if (Secrets.Count != 1) yield return ($"{path}.secrets", "must list one secret");
        else if (Secrets[0] is not { } secret) yield return ($"{path}.secrets[0]", "must be a text");
        else if (SpaceSecrets.FaultOf(secret,
            text => earlier?.Secrets.Contains(text) == true || (App is null ? IsToken(text) : AppToken.IsKey(text)),
            App is null ? $"be a token of {TokenLengthMin} to {TokenLengthMax} visible characters" : AppToken.Rule) is { } fault)
            yield return ($"{path}.secrets[0]", fault);
        if (Api is not null && FaultOfApi(privateWebhooks) is { } wrong) yield return ($"{path}.api", wrong);
        foreach (var each in CheckPlaces(path, forge)) yield return each;
    }

    private IEnumerable<(string Path, string Message)> CheckPlaces(string path, HookForge forge)
    {
        if (App is not null)
        {
            if (!forge.HasApps) yield return ($"{path}.app", "can be given for github only");
            else if (App.Length is 0 or > AppLengthMax || !App.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
                yield return ($"{path}.app", $"must be the client id or number of an App, of 1 to {AppLengthMax} letters, digits and dots");
            if (Repositories.Count + Groups.Count > 0)
                yield return ($"{path}.app", "has one webhook of its own: leave repositories and groups out");
            yield break;
        }

        if (Repositories.Count + Groups.Count == 0) yield return ($"{path}.repositories", "must name what the webhooks belong to");
        if (Repositories.Count + Groups.Count > PlacesMax)
        {
            yield return ($"{path}.repositories", $"must not list more than {PlacesMax}, with groups");
            yield break;
        }

        foreach (var (index, name) in Repositories.Index())
            if (name is null || !forge.IsRepository(name))
                yield return ($"{path}.repositories[{index}]", $"must be {forge.RepositoryRule}");
        foreach (var (index, name) in Groups.Index())
            if (name is null || !forge.IsGroup(name)) yield return ($"{path}.groups[{index}]", "must be the name of a group");
        foreach (var (list, names) in new[] { ("repositories", Repositories), ("groups", Groups) })
            foreach (var twice in names.Index().Where(each => each.Item is not null).GroupBy(each => each.Item.ToLowerInvariant())
                .Where(group => group.Count() > 1))
                yield return ($"{path}.{list}[{twice.Last().Index}]", "is listed twice");
    }

    private string? FaultOfApi(bool privateWebhooks)
    {
        if (Api!.Length > ApiLengthMax || !Uri.TryCreate(Api, UriKind.Absolute, out var root)
            || !(root.Scheme == Uri.UriSchemeHttps || (root.Scheme == Uri.UriSchemeHttp && privateWebhooks))
            || root.UserInfo.Length > 0 || root.Query.Length > 0 || root.Fragment.Length > 0)
            return "must be an https address without user, password and query";
        return WebhookTarget.Fault(Api, privateWebhooks);
    }
}
