using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.Spaces;
using Xunit;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>An instance by both doors: over HTTP and by the command line. The report, and how epochs go on.</summary>
public sealed class InstanceImportTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Over_HTTP_it_reports_what_it_did_and_epochs_go_on_from_there()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        string[] people =
            [Earned("ada", "1000000000000000071"), Earned("bob", "155"), Earned("mill", "0", "false"), Earned("bot", "0", "false")];
        var view = $$"""
            {"intervals":[{"startTimeMs":0,"endTimeMs":4000000000000}],"participants":[{{string.Join(',', people)}}]}
            """;
        var archive = Zip((InstanceFiles.LedgerPath, MadeCommunities.All().ToBytes()),
            ("output/credGrainView", Encoding.UTF8.GetBytes(view)),
            ("config/currencyDetails.json", """{"currencySuffix":"SEED"}"""u8.ToArray()));
        var report = await ImportAsync(app, space, archive, "?dryRun=true");
        Assert.True(report.GetProperty("dryRun").GetBoolean());
        Assert.Equal(0, (await app.GetAsync($"spaces/{space}/identities")).Body.GetProperty("identities").GetArrayLength());

        report = await ImportAsync(app, space, archive);
        var events = MadeCommunities.All().Lines.Count;
        var ledger = report.GetProperty("ledger");
        Assert.Equal((events, events), (ledger.GetProperty("events").GetInt32(), ledger.GetProperty("new").GetInt32()));
        Assert.All(report.GetProperty("equal").EnumerateArray(),
            each => Assert.True(each.GetProperty("isEqual").GetBoolean(), each.ToString()));
        Assert.Equal(2, report.GetProperty("equal").GetArrayLength());
        Assert.True(IsMissing(report, "config/weights.json"));
        var bob = report.GetProperty("accounts").EnumerateArray().Single(each => each.GetProperty("name").GetString() == "robert");
        Assert.Equal((MadeLedger.Uuid("bob"), $"sourcecred/{MadeLedger.Uuid("bob")}", "155"),
            (bob.GetProperty("sourceId").GetString(), bob.GetProperty("id").GetString(), bob.GetProperty("paid").GetString()));

        // Years have gone by since: nobody is paid for them unless somebody says so.
        var next = report.GetProperty("next");
        Assert.Equal(MadeCommunities.Week(7), next.GetProperty("start").GetDateTimeOffset());
        Assert.True(next.GetProperty("due").GetInt32() > 1);
        var stored = await app.FindSpaceAsync(space);
        Assert.Equal((false, MadeCommunities.Week(7)), (stored.Config.Enabled, stored.Config.Epochs.First));

        // Cred as it was shown is kept, and how the instance was configured is taken over, once.
        Assert.Equal(10, report.GetProperty("cred").GetProperty("shown").GetDouble());
        Assert.Equal("token.symbol", report.GetProperty("cred").GetProperty("configured")[0].GetString());
        Assert.Equal("SEED", stored.Config.Token.Symbol);
        Assert.Equal(200, (int)(await app.Client.GetAsync(new Uri($"/api/spaces/{space}/cred/before", UriKind.Relative))).StatusCode);
        var remains = new StringBuilder();
        for (var mark = ""; mark is not null;)
        {
            var (_, piece) = await app.GetAsync($"spaces/{space}/people/remains?id=github/ada-m&after={mark}");
            remains.Append(piece);
            mark = piece.TryGetProperty("next", out var after) ? after.GetString() : null;
        }

        Assert.Contains("cred from before the first epoch", remains.ToString(), StringComparison.Ordinal);

        var twice = $$"""{"intervals":[],"participants":[{{people[0]}},{{people[0]}}]}""";
        report = await ImportAsync(app, space, Zip((InstanceFiles.LedgerPath, MadeCommunities.All().ToBytes()),
            ("output/credGrainView", Encoding.UTF8.GetBytes(twice)), ("output/accounts.json", "{"u8.ToArray())), "?dryRun=true");
        Assert.All(report.GetProperty("equal").EnumerateArray(), each => Assert.False(each.TryGetProperty("isEqual", out _)));
        report = await ImportAsync(app, space, archive);
        Assert.Equal(0, report.GetProperty("ledger").GetProperty("new").GetInt32());
        Assert.Empty(report.GetProperty("cred").GetProperty("configured").EnumerateArray());
        var (status, problem) = await SendAsync(app, space, [1, 2, 3], "");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("neither a zip nor a tar", problem.ToString(), StringComparison.Ordinal);
        (status, problem) = await SendAsync(app, space, [], "?blob=none");
        Assert.Contains("there is no blob", problem.ToString(), StringComparison.Ordinal);
        await app.Storage.Container("grain").UploadAsync($"{space}/imports/there.zip", archive);
        Assert.Equal(0, (await ImportAsync(app, space, [], "?blob=there.zip")).GetProperty("ledger").GetProperty("new").GetInt32());
    }

    [Fact]
    public async Task A_space_that_cannot_hold_it_is_told_so()
    {
        var app = await GrainApp.SharedAsync();
        var archive = Zip((InstanceFiles.LedgerPath, MadeCommunities.All().ToBytes()));
        var (status, problem) = await SendAsync(app, await app.NewSpaceAsync("""{"token":{"decimals":2}}"""), archive, "");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("token.decimals", problem.ToString(), StringComparison.Ordinal);
        (_, problem) = await SendAsync(app, await app.NewSpaceAsync("{}", "sealed"), archive, "");
        Assert.Contains("is sealed", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_configuration_is_taken_over_once_though_it_has_no_cred_and_what_was_cut_off_can_be_abandoned()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        var archive = Zip((InstanceFiles.LedgerPath, MadeCommunities.Few().ToBytes()),
            ("config/currencyDetails.json", """{"currencySuffix":"SEED"}"""u8.ToArray()));
        Assert.Equal(1, (await ImportAsync(app, space, archive)).GetProperty("cred").GetProperty("configured").GetArrayLength());
        var usual = new SpaceConfig().Token.Symbol;
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config",
            $$$"""{"token":{"symbol":"{{{usual}}}"}}""")).Status);
        Assert.Empty((await ImportAsync(app, space, archive)).GetProperty("cred").GetProperty("configured").EnumerateArray());
        Assert.Equal(usual, (await app.FindSpaceAsync(space)).Config.Token.Symbol);

        Assert.Equal(HttpStatusCode.NotFound, (await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/import/sourcecred")).Status);
        await new RegisterStore(app.Storage, TimeProvider.System).WriteAsync((await app.FindSpaceAsync(space)).Journal, (register, when) =>
            new RegisterChange(when, []) { Imported = register.Imported! with { Settled = 3 } }, default);
        var (status, abandoned) = await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/import/sourcecred");
        Assert.Equal((HttpStatusCode.OK, 3), (status, abandoned.GetProperty("settled").GetInt32()));
    }

    [Fact]
    public async Task By_the_command_line_of_two_ledgers_the_longer_one_is_taken()
    {
        var app = await GrainApp.SharedAsync();
        var space = Storage.Azurite.NewName("space-");
        var repository = folder.FullName;
        Write("data/ledger.json", MadeCommunities.Grown().ToArray());
        await GitAsync("init", "-q", "-b", "gh-pages");
        await GitAsync("add", ".");
        await GitAsync("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "published");
        Write("data/ledger.json", MadeCommunities.All().ToBytes());
        Write("config/currencyDetails.json", "{}"u8.ToArray());
        Write("output/accounts.json", "[]"u8.ToArray());
        string[] import = ["import", "sourcecred", repository, "--space", space];
        var (code, output, error) = await CommandLine.GrainAsync(app.ConnectionString, [.. import, "--json"]);
        Assert.True(code == 0, error);
        Assert.Contains("the ledger of the branch gh-pages", error, StringComparison.Ordinal);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(MadeCommunities.Grown().Lines.Count, report.GetProperty("ledger").GetProperty("new").GetInt32());
        Assert.False(IsMissing(report, "config/currencyDetails.json"));
        // The accounts were written beside the shorter ledger: that they differ from the longer one says nothing.
        var older = report.GetProperty("equal")[0];
        Assert.False(older.TryGetProperty("isEqual", out _));
        Assert.Contains($"it comes from {repository}", older.GetProperty("differences")[0].GetString(), StringComparison.Ordinal);
    }

    private static string Earned(string name, string grain, string active = "true") =>
        $$"""{"active":{{active}},"identity":{"id":"{{MadeLedger.Uuid(name)}}"},"grainEarned":"{{grain}}","credPerInterval":[2.5]}""";

    private static bool IsMissing(JsonElement report, string file) =>
        report.GetProperty("notTaken").EnumerateArray().Any(each => each.GetProperty("what").GetString() == file);

    private void Write(string path, byte[] content)
    {
        var file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    private async Task GitAsync(params string[] arguments) => Assert.Equal(0, (await CommandLine.RunAsync(
        "git", new Dictionary<string, string>(), ["-C", folder.FullName, .. arguments])).Code);

    private static async Task<JsonElement> ImportAsync(GrainApp app, string space, byte[] archive, string query = "")
    {
        var (status, body) = await SendAsync(app, space, archive, query);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(GrainApp app, string space, byte[] archive, string query)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new("application/octet-stream");
        var address = new Uri($"/api/spaces/{space}/import/sourcecred{query}", UriKind.Relative);
        using var response = await app.Client.PostAsync(address, content);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static byte[] Zip(params (string Path, byte[] Content)[] files)
    {
        using var zip = new MemoryStream();
        using (var writer = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, bytes) in files)
                using (var entry = writer.CreateEntry(path).Open()) entry.Write(bytes);
        return zip.ToArray();
    }
}
