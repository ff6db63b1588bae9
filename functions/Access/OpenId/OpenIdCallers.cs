using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace Grain.Functions.Access.OpenId;

/// <summary>
/// Tells who a caller is by a token of an identity provider that the settings name. Only tokens that are signed with a key pair count: one
/// that is not signed, or signed with what everybody may know, proves nothing.
/// </summary>
internal sealed class OpenIdCallers : IDisposable
{
    private const int TokenLengthMax = 16 * 1024;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = TokenLengthMax };
    private readonly (OpenIdSettings Settings, IssuerKeys Keys)[] providers;
    private readonly TimeProvider time;

    /// <summary>Reads the settings; asks nobody yet.</summary>
    /// <exception cref="SettingsException">One is missing or wrong.</exception>
    public OpenIdCallers(IConfiguration settings, TimeProvider time, ILogger<OpenIdCallers> log)
    {
        this.time = time;
        providers = [.. OpenIdSettings.Read(settings).Select(provider => (provider, new IssuerKeys(
            provider, new HttpDocumentRetriever(http) { RequireHttps = provider.Authority.Scheme == Uri.UriSchemeHttps }, time, log)))];
    }

    /// <summary>The providers of the settings.</summary>
    public IEnumerable<OpenIdSettings> Providers => providers.Select(each => each.Settings);

    /// <summary>Who a token is about; <see langword="null"/> if it proves nothing here.</summary>
    /// <exception cref="ProblemException">503: the provider does not answer.</exception>
    public async Task<Caller?> FindAsync(string text, CancellationToken cancellation)
    {
        if (providers.Length == 0 || text.Length > TokenLengthMax || !handler.CanReadToken(text)) return null;
        JsonWebToken token;
        try
        {
            token = handler.ReadJsonWebToken(text);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or JsonException)
        {
            return null;
        }

        // Several may be one provider with several audiences.
        foreach (var (provider, keys) in providers.Where(each => each.Settings.IsNamed(token.Issuer)))
            if (Algorithms.Contains(token.Alg) && token.Audiences.Contains(provider.Audience)
                && await IsProvenAsync(token, provider, keys, cancellation)) return CallerOf(token, provider);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, keys) in providers) keys.Dispose();
        http.Dispose();
    }

    private async Task<bool> IsProvenAsync(JsonWebToken token, OpenIdSettings provider, IssuerKeys keys, CancellationToken cancellation)
    {
        var found = await keys.ForAsync(token.Kid is { Length: > 0 } kid ? kid : null, cancellation);
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = token.Issuer,
            ValidAudience = provider.Audience,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = found,
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (from, until, _, _) => IsNow(from, until),
        });
        return result.IsValid && !string.IsNullOrEmpty(token.Subject);
    }

    private bool IsNow(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + ClockSkew && !(from > now + ClockSkew);
    }

    private static Caller CallerOf(JsonWebToken token, OpenIdSettings provider)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return new Caller($"{token.Issuer}#{token.Subject}", TokenRoles.Of(payload.RootElement, provider.RoleClaim))
        {
            Subject = new CallerSubject(token.Issuer, token.Subject),
        };
    }
}
