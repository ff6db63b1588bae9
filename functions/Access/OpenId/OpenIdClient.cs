namespace Grain.Functions.Access.OpenId;

/// <summary>As what the dashboard signs people in: a public client, which has no secret.</summary>
/// <param name="Id">What the provider knows it by.</param>
/// <param name="Name">What people call the provider.</param>
/// <param name="Scopes">What it asks for, by spaces; with <c>offline_access</c> most providers let it renew tokens.</param>
/// <param name="Origins">Where the page may ask: of the authority, and of its token endpoint if that is elsewhere.</param>
internal sealed record OpenIdClient(string Id, string Name, string Scopes, IReadOnlyList<string> Origins)
{
    private const string ClientId = "ClientId";
    private const string TokenOrigin = "TokenOrigin";
    private const string OpenIdScope = "openid";

    /// <summary>The parts of the settings that are about it.</summary>
    public static readonly IReadOnlyList<string> Known = [ClientId, nameof(Name), nameof(Scopes), TokenOrigin];

    /// <summary>Reads it; <see langword="null"/> where no client is named.</summary>
    /// <param name="one">The settings of the provider.</param>
    /// <param name="authority">The provider's address.</param>
    /// <param name="settingOf">The whole name of a setting, by its part.</param>
    /// <exception cref="SettingsException">One is wrong.</exception>
    public static OpenIdClient? Read(IConfigurationSection one, Uri authority, Func<string, string> settingOf)
    {
        string? TextOf(string part) => one[part]?.Trim() is { Length: > 0 } text ? text : null;
        if (TextOf(ClientId) is not { } id)
            return Known.FirstOrDefault(part => TextOf(part) is not null) is not { } lonely ? null
                : throw new SettingsException($"{settingOf(lonely)} does nothing without {settingOf(ClientId)}.");
        var scopes = TextOf(nameof(Scopes)) ?? $"{OpenIdScope} profile";
        if (!scopes.Split(' ').Contains(OpenIdScope))
            throw new SettingsException($"{settingOf(nameof(Scopes))} must have '{OpenIdScope}' in it: without it nobody signs in.");
        List<string> origins = [$"{authority.Scheme}://{authority.Authority}"];
        if (TextOf(TokenOrigin) is { } elsewhere) origins.Add(OriginOf(elsewhere, settingOf(TokenOrigin)));
        return new OpenIdClient(id, TextOf(nameof(Name)) ?? authority.Host, scopes, origins);
    }

    /// <summary>It stands in a header, so it is taken as it was understood and not as it was written.</summary>
    private static string OriginOf(string text, string setting) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && OpenIdSettings.IsSafe(address) && address.PathAndQuery == "/"
            ? $"{address.Scheme}://{address.Authority}"
            : throw new SettingsException($"{setting} must be an https:// address without a path: where the token endpoint is.");
}
