using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Grain.Functions.Tests.Access;

/// <summary>An OpenID Connect provider in this process: its discovery, its keys, and the tokens it gives.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    public const string Audience = "grain-tests";

    /// <summary>What it knows the page by that people sign in on.</summary>
    public const string ClientId = "grain-page";

    /// <summary>Making one takes long: all issuers take turns with these.</summary>
    private static readonly Lazy<RSAParameters>[] Pairs = [new(NewPair), new(NewPair), new(NewPair)];

    private readonly WebApplication web;
    private readonly LocalSignIn signIn;
    private int rolls;

    private LocalIssuer(WebApplication web)
    {
        this.web = web;
        signIn = new LocalSignIn(this);
    }

    /// <summary>Its address, which is its name in tokens.</summary>
    public string Authority => web.Urls.First();

    /// <summary>What it signs with.</summary>
    public RsaSecurityKey Key { get; private set; } = KeyOf(0);

    /// <summary>Whether it answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>What it calls itself, if it is not its address.</summary>
    public string? CallsItself { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Asked { get; private set; }

    public static async Task<LocalIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var issuer = new LocalIssuer(builder.Build());
        issuer.web.Run(issuer.AnswerAsync);
        await issuer.web.StartAsync();
        return issuer;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    /// <summary>Takes another key, as providers do.</summary>
    public void Roll() => Key = KeyOf(++rolls);

    /// <summary>A token.</summary>
    /// <param name="now">When it is made; it lasts an hour.</param>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="roles">The claim <c>roles</c>.</param>
    public string Token(DateTimeOffset now, string subject, params string[] roles) => Token(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = Audience,
        IssuedAt = now.UtcDateTime,
        NotBefore = now.UtcDateTime,
        Expires = now.UtcDateTime.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = roles },
        SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
    });

    /// <summary>A token of one's own making.</summary>
    public static string Token(SecurityTokenDescriptor descriptor) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);

    /// <summary>A key pair that is no issuer's.</summary>
    public static RSA Stranger() => RSA.Create(Pairs[^1].Value);

    private static RsaSecurityKey KeyOf(int turn) => new(RSA.Create(Pairs[turn % (Pairs.Length - 1)].Value)) { KeyId = $"key-{turn}" };

    private static RSAParameters NewPair()
    {
        using var pair = RSA.Create(2048);
        return pair.ExportParameters(includePrivateParameters: true);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsDown)
        {
            http.Response.StatusCode = 503;
            return;
        }

        http.Response.ContentType = "application/json";
        if (http.Request.Path == "/keys")
        {
            Asked++;
            var jwk =
                JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(Key.Rsa.ExportParameters(false)) { KeyId = Key.KeyId });
            await http.Response.WriteAsync(JsonSerializer.Serialize(new
            {
                keys = new[] { new { kty = jwk.Kty, use = "sig", kid = jwk.Kid, n = jwk.N, e = jwk.E } },
            }));
            return;
        }

        if (await signIn.AnswersAsync(http)) return;
        await http.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            issuer = CallsItself ?? Authority,
            jwks_uri = $"{Authority}/keys",
            authorization_endpoint = $"{Authority}/authorize",
            token_endpoint = $"{Authority}/token",
            revocation_endpoint = $"{Authority}/revoke",
            end_session_endpoint = $"{Authority}/end",
            response_modes_supported = LocalSignIn.Modes,
        }));
    }
}
