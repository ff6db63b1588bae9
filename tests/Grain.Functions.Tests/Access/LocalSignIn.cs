using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace Grain.Functions.Tests.Access;

/// <summary>
/// Where people sign in: a page with one field, for who they are, and the token endpoint. It is as strict as a provider: a code is good
/// once, for who began with it, and a page of another origin than the registered one gets nothing.
/// </summary>
internal sealed class LocalSignIn(LocalIssuer issuer)
{
    public static readonly string[] Modes = ["query", "fragment"];

    private const string Page = """
        <!doctype html><html lang="en"><title>Who are you?</title><h1>Who are you?</h1>
        <form method="post"><label>Name <input name="subject"></label> <button>Continue</button></form>
        """;

    private readonly ConcurrentDictionary<string, Grant> codes = new();
    private readonly ConcurrentDictionary<string, Grant> renewals = new();

    /// <summary>Answers what is for it; tells whether it was.</summary>
    public async Task<bool> AnswersAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        response.Headers.AccessControlAllowOrigin = "*";
        switch (request.Path.Value)
        {
            case "/authorize" when HttpMethods.IsPost(request.Method):
                SignIn(http, (await request.ReadFormAsync())["subject"].ToString());
                return true;
            case "/authorize":
                response.ContentType = "text/html";
                await response.WriteAsync(Page);
                return true;
            case "/token":
                await AnswerAsync(response, Exchange(await request.ReadFormAsync()));
                return true;
            case "/revoke":
                var revoked = (await request.ReadFormAsync())["token"].ToString();
                response.StatusCode = renewals.TryRemove(revoked, out _) ? 200 : 400;
                return true;
            case "/end":
                response.Redirect(request.Query["post_logout_redirect_uri"].ToString());
                return true;
            default:
                return false;
        }
    }

    private void SignIn(HttpContext http, string subject)
    {
        string Asked(string name) => http.Request.Query[name].ToString();
        var isRight = Asked("client_id") == LocalIssuer.ClientId && Asked("response_type") == "code"
            && Asked("code_challenge_method") == "S256" && Asked("scope").Split(' ').Contains("openid") && Asked("nonce").Length > 20;
        if (!isRight)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var code = NewText();
        codes[code] = new Grant(subject, Asked("redirect_uri"), Asked("code_challenge"), Asked("nonce"));
        var told = $"code={code}&state={Uri.EscapeDataString(Asked("state"))}";
        http.Response.Redirect($"{Asked("redirect_uri")}{(Asked("response_mode") == "fragment" ? '#' : '?')}{told}");
    }

    private object? Exchange(IFormCollection form)
    {
        string Said(string name) => form[name].ToString();
        if (Said("client_id") != LocalIssuer.ClientId) return null;
        if (Said("grant_type") == "refresh_token")
            return renewals.TryRemove(Said("refresh_token"), out var renewed) ? Tokens(renewed with { Nonce = null }, seconds: 3600) : null;
        if (!codes.TryRemove(Said("code"), out var grant) || grant.Redirect != Said("redirect_uri")) return null;
        var proof = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Said("code_verifier"))));
        // The first is over at once, so that whoever goes on has renewed it.
        return proof == grant.Challenge ? Tokens(grant, seconds: 1) : null;
    }

    private object Tokens(Grant grant, int seconds)
    {
        var (now, renewal) = (TimeProvider.System.GetUtcNow().UtcDateTime, NewText());
        renewals[renewal] = grant;
        var claims = new Dictionary<string, object> { ["sub"] = grant.Subject, ["name"] = grant.Subject };
        if (grant.Nonce is not null) claims["nonce"] = grant.Nonce;
        string For(string audience) => LocalIssuer.Token(new SecurityTokenDescriptor
        {
            Issuer = issuer.Authority,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            Claims = claims,
            SigningCredentials = new SigningCredentials(issuer.Key, SecurityAlgorithms.RsaSha256),
        });
        return new
        {
            token_type = "Bearer",
            access_token = For(LocalIssuer.Audience),
            id_token = For(LocalIssuer.ClientId),
            refresh_token = renewal,
            expires_in = seconds,
        };
    }

    private static async Task AnswerAsync(HttpResponse response, object? tokens)
    {
        response.StatusCode = (int)(tokens is null ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        response.ContentType = "application/json";
        await response.WriteAsync(JsonSerializer.Serialize(tokens ?? new { error = "invalid_grant" }));
    }

    private static string NewText() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));

    private sealed record Grant(string Subject, string Redirect, string Challenge, string? Nonce);
}
