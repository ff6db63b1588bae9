using System.Text;
using Grain.Functions.Access.OpenId;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>
/// Tokens of an identity provider: who they are about, which count, and what happens when the provider changes or is away.
/// </summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private static readonly string[] OneRole = ["grain:acme:writer"];

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero));
    private LocalIssuer issuer = null!;
    private OpenIdCallers callers = null!;

    public async Task InitializeAsync()
    {
        issuer = await LocalIssuer.StartAsync();
        callers = Callers(("Grain:OpenId:0:Authority", issuer.Authority), ("Grain:OpenId:0:Audience", LocalIssuer.Audience));
    }

    public async Task DisposeAsync()
    {
        callers.Dispose();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_token_says_who_it_is_and_what_they_may_in_which_space()
    {
        var caller = (await FindAsync(issuer.Token(time.GetUtcNow(), "ada-7", "grain:acme:steward", "grain:moss:node:n1", "offline_access",
            "grain:acme:emperor", "grain:Bad_Name:admin", "grain:acme:owner", "grain:acme:node", "grain:")))!;
        Assert.Equal($"{issuer.Authority}#ada-7", caller.Name);
        Assert.Equal(new CallerSubject(issuer.Authority, "ada-7"), caller.Subject);
        Assert.Equal([new Right(Role.Steward, "acme"), new Right(Role.Node, "moss", "n1")], caller.Rights);
        Assert.True((caller with { Space = "acme" }).May(Role.Reader));
        Assert.False((caller with { Space = "acme" }).May(Role.Admin));
        Assert.False((caller with { Space = "moss" }).May(Role.Reader));
        Assert.Equal(["acme"], caller.SpacesFor(Role.Reader));
        var owner = (await FindAsync(issuer.Token(time.GetUtcNow(), "eve", "grain:owner")))!;
        Assert.True((owner with { Space = "anything" }).May(Role.Owner));
        var known = (await FindAsync(issuer.Token(time.GetUtcNow(), "bob")))!;
        Assert.False(known.IsNobody);
        Assert.False((known with { Space = "acme" }).May(Role.Reader));
        Assert.Equal(1, issuer.Asked);
    }

    public static TheoryData<string> Forgeries() =>
        ["other key", "hmac", "none", "audience", "issuer", "expired", "early", "no expiry", "no subject", "changed", "cut"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task What_is_forged_or_not_for_this_app_proves_nothing(string what)
    {
        await FindAsync(issuer.Token(time.GetUtcNow(), "ada")); // its keys are known
        var other = LocalIssuer.Stranger();
        var now = time.GetUtcNow().UtcDateTime;
        var good = new SecurityTokenDescriptor
        {
            Issuer = issuer.Authority,
            Audience = what == "audience" ? "another-app" : LocalIssuer.Audience,
            NotBefore = what == "early" ? now.AddMinutes(2) : now,
            Expires = what == "no expiry" ? null : what == "expired" ? now.AddMinutes(-2) : now.AddHours(1),
            Claims = new Dictionary<string, object> { ["roles"] = "grain:owner" },
            SigningCredentials = what switch
            {
                "other key" => new(new RsaSecurityKey(other) { KeyId = issuer.Key.KeyId }, SecurityAlgorithms.RsaSha256),
                "hmac" => new(new SymmetricSecurityKey(issuer.Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = issuer.Key.KeyId },
                    SecurityAlgorithms.HmacSha256),
                "none" => null,
                _ => new(issuer.Key, SecurityAlgorithms.RsaSha256),
            },
        };
        if (what == "expired") good.NotBefore = now.AddHours(-1);
        if (what == "issuer") good.Issuer = "https://issuer.example";
        if (what != "no subject") good.Claims["sub"] = "ada";
        var token = LocalIssuer.Token(good);
        if (what == "changed")
        {
            var parts = token.Split('.');
            var claims = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("ada", "eve", StringComparison.Ordinal);
            token = $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
        }

        if (what == "cut") token = token[..^20];
        Assert.Null(await FindAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("....")]
    public async Task What_is_no_token_is_nobody(string text) => Assert.Null(await FindAsync(text));

    [Fact]
    public async Task New_keys_of_the_provider_are_found_and_made_up_ones_do_not_make_it_ask()
    {
        Assert.NotNull(await FindAsync(issuer.Token(time.GetUtcNow(), "ada")));
        issuer.Roll();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await FindAsync(issuer.Token(time.GetUtcNow(), "ada")));
        Assert.Equal(2, issuer.Asked);
        var other = LocalIssuer.Stranger();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await FindAsync(LocalIssuer.Token(new SecurityTokenDescriptor
            {
                Issuer = issuer.Authority,
                Audience = LocalIssuer.Audience,
                Expires = time.GetUtcNow().UtcDateTime.AddHours(1),
                Claims = new Dictionary<string, object> { ["sub"] = "eve" },
                SigningCredentials = new(new RsaSecurityKey(other) { KeyId = $"made-up-{i}" }, SecurityAlgorithms.RsaSha256),
            })));
        }

        Assert.Equal(2, issuer.Asked);
    }

    [Fact]
    public async Task While_the_provider_is_away_known_keys_go_on_and_nothing_is_called_false_that_may_be_true()
    {
        issuer.IsDown = true;
        Assert.Equal(503, await StatusAsync(issuer.Token(time.GetUtcNow(), "ada")));
        issuer.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull(await FindAsync(issuer.Token(time.GetUtcNow(), "ada")));
        issuer.IsDown = true;
        time.Advance(TimeSpan.FromHours(20));
        Assert.NotNull(await FindAsync(issuer.Token(time.GetUtcNow(), "ada")));
        issuer.Roll();
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(503, await StatusAsync(issuer.Token(time.GetUtcNow(), "ada"))); // nobody knows its key yet
        issuer.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull(await FindAsync(issuer.Token(time.GetUtcNow(), "ada")));
    }

    [Fact]
    public async Task A_provider_that_calls_itself_otherwise_is_not_believed()
    {
        issuer.CallsItself = "https://issuer.example";
        Assert.Equal(503, await StatusAsync(issuer.Token(time.GetUtcNow(), "ada")));
    }

    [Fact]
    public async Task Roles_lie_where_the_setting_says()
    {
        using var inner = Callers(("Grain:OpenId:0:Authority", issuer.Authority), ("Grain:OpenId:0:Audience", LocalIssuer.Audience),
            ("Grain:OpenId:0:RoleClaim", "realm_access.roles"));
        var token = LocalIssuer.Token(new SecurityTokenDescriptor
        {
            Issuer = issuer.Authority,
            Audience = LocalIssuer.Audience,
            Expires = time.GetUtcNow().UtcDateTime.AddHours(1),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "ada",
                ["realm_access"] = new Dictionary<string, object> { ["roles"] = OneRole },
            },
            SigningCredentials = new(issuer.Key, SecurityAlgorithms.RsaSha256),
        });
        Assert.Equal([new Right(Role.Writer, "acme")], (await inner.FindAsync(token, default))!.Rights);
        Assert.Empty((await FindAsync(token))!.Rights);
    }

    [Theory]
    [InlineData("Authority", "http://issuer.example")]
    [InlineData("Authority", "issuer.example")]
    [InlineData("Audience", "")]
    [InlineData("Audiences", "grain")]
    [InlineData("Scopes", "profile")]
    [InlineData("TokenOrigin", "https://tokens.example/path")]
    [InlineData("TokenOrigin", "https://tokens.example; script-src *")]
    [InlineData("TokenOrigin", "http://tokens.example")]
    public void A_setting_that_cannot_be_right_keeps_the_app_from_starting(string name, string value)
    {
        var settings = new Dictionary<string, string>
        {
            ["Authority"] = "https://issuer.example",
            ["Audience"] = "grain",
            ["ClientId"] = "page",
            [name] = value,
        };
        var fault = Assert.Throws<SettingsException>(() =>
            Callers([.. settings.Select(each => ($"Grain:OpenId:0:{each.Key}", each.Value))]));
        Assert.Contains($"Grain__OpenId__0__{name}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_signs_people_in_where_a_client_is_named()
    {
        using var page = Callers(("Grain:OpenId:0:Authority", "https://Someone@Login.Example:8443/tenant/v2.0"),
            ("Grain:OpenId:0:Audience", "grain"), ("Grain:OpenId:0:ClientId", "page"),
            ("Grain:OpenId:0:TokenOrigin", "https://tokens.example/"));
        var client = Assert.Single(page.Providers).Client!;
        Assert.Equal(("page", "login.example", "openid profile"), (client.Id, client.Name, client.Scopes));
        Assert.Equal(["https://login.example:8443", "https://tokens.example"], client.Origins);
        Assert.Null(Assert.Single(callers.Providers).Client);
        var lonely = Assert.Throws<SettingsException>(() => Callers(("Grain:OpenId:0:Authority", "https://login.example"),
            ("Grain:OpenId:0:Audience", "grain"), ("Grain:OpenId:0:Name", "Login")));
        Assert.Contains("Grain__OpenId__0__Name does nothing without Grain__OpenId__0__ClientId", lonely.Message, StringComparison.Ordinal);
    }

    private Task<Caller?> FindAsync(string token) => callers.FindAsync(token, default);

    private async Task<int> StatusAsync(string token) =>
        (await Assert.ThrowsAsync<ProblemException>(() => FindAsync(token))).Problem.Status;

    private OpenIdCallers Callers(params (string Name, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(each => each.Name, each => (string?)each.Value)).Build(),
        time, NullLogger<OpenIdCallers>.Instance);
}
