namespace Grain.Functions.Access;

/// <summary>
/// The setting <c>GRAIN_NO_KEYS</c>: the app asks nobody for a key. Only for a laptop, and there only of who calls this machine by a name
/// that is every machine's own: a page in a browser may have pointed a name of its own here, or post across sites.
/// </summary>
internal sealed class Loopback
{
    /// <summary>The setting.</summary>
    public const string Setting = "GRAIN_NO_KEYS";

    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>What Azure sets, each of its ways to run an app at least one.</summary>
    private static readonly string[] OfAzure =
        ["WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME", "WEBSITE_HOSTNAME", "CONTAINER_NAME", "CONTAINER_APP_NAME", "KUBERNETES_SERVICE_HOST"];

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingsException">It is set where others can reach the app, or to what is neither 1 nor 0.</exception>
    public Loopback(IConfiguration settings)
    {
        IsOn = settings[Setting]?.Trim().ToLowerInvariant() switch
        {
            null or "" or "0" or "false" => false,
            "1" or "true" => true,
            _ => throw new SettingsException($"{Setting} must be 1 or 0."),
        };
        if (IsOn && OfAzure.FirstOrDefault(name => !string.IsNullOrEmpty(settings[name])) is { } found)
            throw new SettingsException(
                $"{Setting} is for one's own machine, and {found} says that this is none: take {Setting} out, and set Grain__OwnerKey.");
    }

    /// <summary>Whether nobody is asked for a key.</summary>
    public bool IsOn { get; }

    /// <summary>Who calls.</summary>
    /// <exception cref="ProblemException">403: it is not said to come from this machine.</exception>
    public static Caller CallerOf(HttpRequest request)
    {
        // A server in front may pass on another name than it was called by, and a page can name one to it.
        foreach (var named in (HostString[])[request.Host,
            .. request.Headers["X-Original-Host"].Select(each => new HostString(each ?? ""))])
            if (named.Host.TrimEnd('.') is var host && !OwnNames.Contains(host, StringComparer.OrdinalIgnoreCase))
                throw new ProblemException(Problem.Forbidden(
                    $"{Setting} is set: without keys this app is there for localhost, 127.0.0.1 and [::1] alone, and the request names "
                        + $"'{host}'."));
        if (IsAcrossSites(request)) throw new ProblemException(Problem.Forbidden("The request comes from a page of another site."));
        return new Caller("nobody on this machine", [new Right(Role.Owner, null)]);
    }

    private static bool IsAcrossSites(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
