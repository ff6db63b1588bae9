using System.Net;
using System.Net.Sockets;
using Grain.Functions.Tests.Hosting;
using Grain.Local;
using Grain.Local.Api;
using Grain.Local.CommandLine;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>How verbs find an app and a space, and what they say when something is in the way.</summary>
public sealed class AppVerbTests : IAsyncLifetime
{
    private const string Board = """
        {"space":"guild","displayName":"Guild","by":"grain","asOf":"2026-11-16T00:00:00Z","count":2,"standings":[
        {"rank":1,"contributor":"github/ada","name":"Ada","points":1234.5,"cred":812.345,"score":1000,"grainUnits":"15000001239",
        "grain":"1500000.1239","grainReceivedUnits":"0","grainReceived":"0"},
        {"rank":2,"contributor":"github/日本","name":"日本\u001b[31m","points":1,"cred":0,"score":0,"grainUnits":"0","grain":"0",
        "grainReceivedUnits":"0","grainReceived":"0"}],"epoch":"2026-11-15"}
        """;

    private AnsweringApp app = null!;

    public async Task InitializeAsync() => app = (await AnsweringApp.StartAsync())
        .On("GET /api/spaces", Recorded.Spaces("guild"))
        .On("GET /api/spaces/guild/leaderboard?limit=20&skip=0", Board);

    public Task DisposeAsync() => app.DisposeAsync().AsTask();

    [Fact]
    public async Task The_only_space_needs_no_name_and_people_get_a_table_without_what_moves_their_cursor()
    {
        var (code, output, error) = await app.GrainAsync("leaderboard");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("""
              #   Contributor   Name         Points     Cred   Score          Grain
            ─────────────────────────────────────────────────────────────────────────
              1   github/ada    Ada         1,234.5   812.35    1000   1,500,000.12
              2   github/日本   日本 [31m         1        0       0              0
            Cred is as of the epoch 2026-11-15.

            """, output);
    }

    [Fact]
    public async Task A_program_gets_the_answer_as_it_was()
    {
        var (code, output, _) = await app.GrainAsync("leaderboard", "--json", "--space", "guild");
        Assert.Equal((0, Board.ReplaceLineEndings("\n") + "\n"), (code, output));
    }

    [Theory]
    [InlineData(1, "there is no space yet: make one with ./grain spaces create NAME")]
    [InlineData(2, "which space? Name it with --space or $GRAIN_SPACE; there are a, b", "a", "b")]
    public async Task Without_a_name_there_must_be_one_space(int expected, string message, params string[] spaces)
    {
        var (code, _, error) = await app.On("GET /api/spaces", Recorded.Spaces(spaces)).GrainAsync("leaderboard");
        Assert.Equal((expected, $"grain: {message}\n"), (code, error));
    }

    [Theory]
    [InlineData("giuld", "; did you mean 'guild'?")]
    [InlineData("else", "; there is guild")]
    public async Task A_space_that_is_not_there_is_told_with_the_one_that_is_meant(string name, string hint)
    {
        var (code, _, error) = await app.GrainAsync("leaderboard", "--space", name);
        Assert.Equal((1, $"grain: there is no space '{name}' at {app.Url}/{hint}\n"), (code, error));
    }

    [Theory]
    [InlineData(400,
        """{"type":"urn:grain:problem:bad-request","title":"No.","status":400,"errors":[{"path":"period","message":"must be all"}]}""",
        "No.\n  period: must be all\n")]
    [InlineData(400, """{"type":"urn:grain:problem:bad-request","title":"No.","status":400,"detail":"It is\u001b[2J \u202eso."}""",
        "It is [2J  so.\n")]
    [InlineData(503, """{"type":"urn:grain:problem:unavailable","title":"No.","status":503,"detail":"Storage."}""", "under the trace ")]
    [InlineData(500, "", "answered 500 without saying why")]
    [InlineData(401, "", "asks for a key: give it with $GRAIN_KEY or --key")]
    [InlineData(405, "", "does not know GET /api/spaces/guild/leaderboard: it is no Grain, or an older one")]
    [InlineData(302, "", "leads elsewhere")]
    [InlineData(200, "<html>", "is not what Grain answers")]
    public async Task What_is_refused_is_said_in_words_and_exits_with_1(int status, string body, string message)
    {
        const string Request = "GET /api/spaces/guild/leaderboard?limit=20&skip=0";
        if (body is "" or "<html>") app.OnElsewhere(Request, body, status);
        else app.On(Request, body, status);
        var (code, output, error) = await app.GrainAsync("leaderboard");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.StartsWith("grain: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_goes_in_its_header_and_never_in_the_clear()
    {
        await app.GrainAsync("leaderboard", "--key", "a-key");
        Assert.All(app.Requests, request => Assert.Equal("Bearer a-key", request.Key));
        app.OnElsewhere("GET /api/spaces", "", 401);
        Assert.Contains("does not accept the key", (await app.GrainAsync("leaderboard", "--key", "b")).Error, StringComparison.Ordinal);
        var (code, _, error) = await AnsweringApp.RunAsync("leaderboard", "--app", "http://grain.example", "--key", "a-key");
        Assert.Equal((2, "grain: a key is sent to https:// only, and http://grain.example/ is not\n"), (code, error));
    }

    [Fact]
    public async Task Where_nobody_answers_it_says_so()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        var (code, _, error) = await AnsweringApp.RunAsync("leaderboard", "--app", url);
        Assert.Equal((1, true),
            (code, error.StartsWith($"grain: nobody answers at {url}: is Grain serving there?", StringComparison.Ordinal)));
        (code, _, error) =
            await AnsweringApp.RunAsync("leaderboard", "--app", app.Url.Replace("http:", "https:", StringComparison.Ordinal));
        Assert.Equal((1, true), (code, error.Contains("no safe connection", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_serve_is_one_that_answers_where_it_said()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("grain").FullName, "serve.address");
        Assert.Null(await PortInUse.OtherAsync(file, default));
        await File.WriteAllTextAsync(file, $"http://127.0.0.1:{FreePort.Next()}/\n");
        Assert.Null(await PortInUse.OtherAsync(file, default));
        var living = (await GrainApp.SharedAsync()).Client.BaseAddress!;
        await File.WriteAllTextAsync(file, $"{living}\n");
        Assert.Equal(living, await PortInUse.OtherAsync(file, default));
    }

    [Fact]
    public void The_app_is_the_one_that_is_named_or_the_one_that_serves_here()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("grain").FullName, "serve.address");
        Assert.Contains("start it with ./grain serve, or name an app with --app",
            Assert.Throws<CommandException>(() => AppAddress.Find(null, null, file)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "http://127.0.0.1:7071/\n");
        Assert.Equal(new AppAddress(new Uri("http://127.0.0.1:7071/"), true), AppAddress.Find(null, null, file));
        Assert.Equal("http://b.example/", AppAddress.Find(null, "http://b.example/api", file).Root.ToString());
        Assert.Equal("http://a.example/x/", AppAddress.Find(new("http://a.example/x/api/spaces/y"), "z", file).Root.ToString());
        Assert.Throws<UsageException>(() => AppAddress.Find(null, "b.example", file));

        var stale = new AppFaults(new AppAddress(new Uri("http://127.0.0.1:7071/"), true), false)
            .Unanswered(new HttpRequestException(HttpRequestError.ConnectionError));
        Assert.Contains("does not run any more: start it with ./grain serve", stale.Message, StringComparison.Ordinal);
    }
}
