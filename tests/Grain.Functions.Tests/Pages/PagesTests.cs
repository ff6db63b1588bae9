using System.Net;
using Grain.Functions.Pages;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Pages;

/// <summary>The dashboard's files, as browsers are answered: through host and worker, with a folder of the test's own.</summary>
public sealed class PagesTests(PagesHouse house) : IClassFixture<PagesHouse>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/spaces/guild")]
    [InlineData("/spaces/guild/people/github/ada")]
    [InlineData("/index.html")]
    [InlineData("/nothing.php")]
    public async Task Every_address_of_the_dashboard_is_the_page(string path)
    {
        using var answer = await house.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(PagesHouse.Page, await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains(" connect-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/api", HttpStatusCode.NotFound)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/health/live", HttpStatusCode.OK)]
    [InlineData("/assets/gone-12345678.js", HttpStatusCode.NotFound)]
    [InlineData("/assets/../secret.html", HttpStatusCode.OK)]
    [InlineData("/..%2fsecret.html", HttpStatusCode.OK)]
    [InlineData("/%2e%2e/secret.html", HttpStatusCode.OK)]
    [InlineData("/assets/..%2f..%2fsecret.html", HttpStatusCode.NotFound)]
    public async Task The_API_stays_the_API_and_nothing_beside_the_folder_is_read(string path, HttpStatusCode status)
    {
        using var answer = await house.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(PagesHouse.Secret, text, StringComparison.Ordinal);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.NotFound) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("", "", 2)]
    [InlineData("gzip, deflate", "", 2)]
    [InlineData("gzip, br", "br", 1)]
    [InlineData("br;q=0, gzip", "", 2)]
    public async Task Files_with_a_hash_are_kept_for_ever_and_come_compressed_to_who_can(string accepted, string encoding, int length)
    {
        using var answer = await house.GetAsync("/assets/page-12345678.js", ("Accept-Encoding", accepted));
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(encoding, string.Join(',', answer.Content.Headers.ContentEncoding));
        Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", answer.Headers.GetValues("Cache-Control")));
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
    }

    [Fact]
    public async Task Who_has_it_is_not_sent_it_again_and_who_asks_for_the_head_gets_that()
    {
        using var first = await house.GetAsync("/");
        using var again = await house.GetAsync("/spaces/guild", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.NotModified, first.Headers.ETag), (again.StatusCode, again.Headers.ETag));
        using var asked = new HttpRequestMessage(HttpMethod.Head, "/");
        using var head = await house.Client.SendAsync(asked);
        Assert.Equal((HttpStatusCode.OK, first.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Without_a_dashboard_the_address_says_so()
    {
        await using var bare = new PagesHouse { IsBuilt = false };
        await bare.InitializeAsync();
        Assert.Contains("was not built", await (await bare.GetAsync("/")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await bare.GetAsync("/spaces/guild")).StatusCode);
    }
}

/// <summary>An app with a small dashboard.</summary>
public sealed class PagesHouse : IAsyncLifetime, IAsyncDisposable
{
    internal const string Page = "<!doctype html><title>Grain</title>";
    internal const string Secret = "what lies beside it";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain pages ");
    private Grain.Local.Host.FunctionsHost? host;

    /// <summary>Whether its dashboard was built.</summary>
    internal bool IsBuilt { get; init; } = true;

    internal HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var pages = Path.Combine(folder.FullName, "pages");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "secret.html"), Secret);
        if (IsBuilt)
        {
            Directory.CreateDirectory(Path.Combine(pages, "assets"));
            await File.WriteAllTextAsync(Path.Combine(pages, "index.html"), Page);
            await File.WriteAllTextAsync(Path.Combine(pages, "assets", "page-12345678.js"), "1;");
            await File.WriteAllTextAsync(Path.Combine(pages, "assets", "page-12345678.js.br"), "b");
        }

        host = await TestHost.StartAsync(await Azurite.ConnectionStringAsync(MemoryAccount.New()), configure: builder =>
            builder.Services.AddSingleton(new PageFiles(pages)));
        Client = TestHost.ClientOf(host.Address);
    }

    internal async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        // As it stands: a client would take the dots out of it.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{Client.BaseAddress!.Authority}{path}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (host is not null) await host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
}
