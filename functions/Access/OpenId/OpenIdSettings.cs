namespace Grain.Functions.Access.OpenId;

/// <summary>An identity provider that the app trusts: the settings <c>Grain__OpenId__0__…</c>, <c>__1__…</c>.</summary>
/// <param name="Authority">Its address, below which <c>.well-known/openid-configuration</c> lies; also what its tokens name it.</param>
/// <param name="Audience">What its tokens must be made for.</param>
/// <param name="RoleClaim">The claim that holds roles; a dot leads into an object, as in <c>realm_access.roles</c>.</param>
internal sealed record OpenIdSettings(Uri Authority, string Audience, string RoleClaim)
{
    /// <summary>As what the dashboard signs people in; absent where it does not.</summary>
    public OpenIdClient? Client { get; init; }

    /// <summary>The name of the section.</summary>
    public const string Name = "OpenId";

    /// <summary>The section of the configuration.</summary>
    public const string Section = $"{GrainOptions.Section}:{Name}";

    private static readonly string[] Known = [nameof(Authority), nameof(Audience), nameof(RoleClaim), .. OpenIdClient.Known];

    /// <summary>All that are set.</summary>
    /// <exception cref="SettingsException">One is missing or wrong.</exception>
    public static IReadOnlyList<OpenIdSettings> Read(IConfiguration settings) =>
        [.. settings.GetSection(Section).GetChildren().Select(Read)];

    /// <summary>Whether a token names this provider.</summary>
    public bool IsNamed(string issuer) => issuer.TrimEnd('/') == Authority.OriginalString.TrimEnd('/');

    private static OpenIdSettings Read(IConfigurationSection one)
    {
        string SettingOf(string part) => $"{one.Path.Replace(":", "__", StringComparison.Ordinal)}__{part}";
        foreach (var child in one.GetChildren())
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw new SettingsException($"{SettingOf(child.Key)} is not known; there are {string.Join(", ", Known)}.");
        if (!Uri.TryCreate(one[nameof(Authority)]?.Trim(), UriKind.Absolute, out var authority) || !IsSafe(authority))
            throw new SettingsException($"{SettingOf(nameof(Authority))} must be the https:// address of the identity provider.");
        if (one[nameof(Audience)]?.Trim() is not { Length: > 0 } audience)
            throw new SettingsException(
                $"{SettingOf(nameof(Audience))} must say for whom tokens are made: without it every app's tokens opened this one.");
        return new OpenIdSettings(authority, audience, one[nameof(RoleClaim)]?.Trim() is { Length: > 0 } claim ? claim : "roles")
        {
            Client = OpenIdClient.Read(one, authority, SettingOf),
        };
    }

    /// <summary>Whether an address is one that nobody between can read or change.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
