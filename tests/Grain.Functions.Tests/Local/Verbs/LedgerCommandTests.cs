using System.Net;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>The verbs of the command line on a storage, and the proof that a stranger checks with a script.</summary>
public sealed class LedgerCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain");
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("{}");
        var grants = Enumerable.Range(0, 60).Select(
            i => $$"""
                {"grantId":"g{{i}}","contributor":"{{(i % 3 == 0 ? "ü/🌾" : "ada")}}","amount":{{i - 7}}.25,
                 "grantedAt":"2026-11-01T00:00:00Z","note":"line\nbreak \u0022 €"}
                """);
        await app.PostAsync($"spaces/{space}/grants", $"[{string.Join(',', grants)}]");
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"c","contributor":"ada","amount":-1,"corrects":"g40","grantedAt":"2026-11-02T00:00:00Z"}""");
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Verify_says_what_it_proved_and_exits_with_1_at_a_fault()
    {
        var (code, output, _) = await GrainAsync(null, "verify", "--space", space);
        Assert.Equal(0, code);
        Assert.Contains($"{space}: grants: ok, 2 contributors, 61 grants, 0 ids reserved", output, StringComparison.Ordinal);
        Assert.Contains($"{space}: epochs: ok", output, StringComparison.Ordinal);

        var table = app.Storage.Table("grants");
        var partition = new JournalSpace(space, 16).PartitionOf("ada");
        var head = (await table.FindAsync(partition, "h~ada"))!;
        head["Seq"] = 5L;
        await table.UpdateAsync(head, head.ETag);
        (code, output, _) = await GrainAsync(null, "verify", "--space", space);
        Assert.Equal(1, code);
        Assert.Contains("FAULT: grants ada:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_comes_back_with_equal_heads_and_chains_however_often_it_is_broken_off()
    {
        var file = Path.Combine(folder.FullName, "grants.ndjson");
        Assert.Equal(0, (await GrainAsync(null, "export", "--space", space, "--out", file)).Code);

        var other = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        var cut = Path.Combine(folder.FullName, "cut.ndjson");
        await File.WriteAllLinesAsync(cut, (await File.ReadAllLinesAsync(file)).Take(30));
        var (code, _, error) = await GrainAsync(other, "import", "grants", cut, "--space", space);
        Assert.Equal((1, true), (code, error.Contains("cut off", StringComparison.Ordinal)));
        var (whole, output, _) = await GrainAsync(other, "import", "grants", file, "--space", space);
        Assert.Equal((0, $"{space}: 61 grants read, 32 written, 29 were there"), (whole, output.Trim()));

        Assert.Equal(await HeadsAsync(app.Storage), await HeadsAsync(new StorageService(StorageAccount.Parse(other), Azurite.Settings())));
        Assert.Equal(0, (await GrainAsync(other, "verify", "--space", space)).Code);
        var again = Path.Combine(folder.FullName, "again.ndjson");
        Assert.Equal(0, (await GrainAsync(other, "export", "--space", space, "--out", again)).Code);
        Assert.Equal(await File.ReadAllTextAsync(file), await File.ReadAllTextAsync(again));
        Assert.Equal(0, (await GrainAsync(null, "export", "--space", space, "--out", again, "--without", "ada")).Code);
        Assert.DoesNotContain("\"contributor\":\"ada\"", await File.ReadAllTextAsync(again), StringComparison.Ordinal);
        Assert.Contains("20 grants read, 0 written, 20 were there", (await GrainAsync(other, "import", "grants", again, "--space",
            space)).Output, StringComparison.Ordinal);
        Assert.Contains("0 written, 61 were there", (await GrainAsync(other, "import", "grants", file, "--space", space)).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_refuses_what_would_not_come_out_as_it_was()
    {
        var file = Path.Combine(folder.FullName, "grants.ndjson");
        await GrainAsync(null, "export", "--space", space, "--out", file);
        var other = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await File.WriteAllTextAsync(file,
            (await File.ReadAllTextAsync(file)).Replace("\"amount\":3.25", "\"amount\":4.25", StringComparison.Ordinal));
        var (code, _, error) = await GrainAsync(other, "import", "grants", file, "--space", space);
        Assert.Equal(1, code);
        Assert.Contains("g10: it was entry", error, StringComparison.Ordinal);

        (code, _, error) = await GrainAsync(other, "import", "grants", file, "--space", "elsewhere");
        Assert.Equal((1, true), (code, error.Contains("--rechain", StringComparison.Ordinal)));
        Assert.Equal(0, (await GrainAsync(other, "import", "grants", file, "--space", "elsewhere", "--rechain")).Code);
        Assert.Equal(0, (await GrainAsync(other, "verify", "--space", "elsewhere")).Code);
    }

    [Fact]
    public async Task Verify_computes_a_single_epoch_again()
    {
        var closed = await app.NewSpaceAsync("""{"epochs":{"first":"2026-10-20T00:00:00Z"}}""");
        await app.PostAsync($"spaces/{closed}/grants",
            """{"grantId":"g","contributor":"ada","amount":3,"grantedAt":"2026-10-21T00:00:00Z"}""");
        await app.SendAsync(HttpMethod.Post, $"spaces/{closed}/epochs");
        await Hosting.Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{closed}/epochs")).Body.TryGetProperty("due", out _));
        var (_, run) = await app.GetAsync($"spaces/{closed}/epochs/2026-10-25");

        var (code, output, _) = await GrainAsync(null, "verify", "--space", closed, "--epoch", "2026-10-25");
        Assert.Equal((0, $"{closed}: epochs: ok, 2026-10-25 computed again, statement {run.GetProperty("statement").GetString()}"),
            (code, output.Trim()));
        (code, output, _) = await GrainAsync(null, "verify", "--space", closed, "--epoch", "2031-10-25");
        Assert.Equal((1, true), (code, output.Contains("there is no closed epoch '2031-10-25'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2, "which space? Name it with --space or $GRAIN_SPACE; there are ", "verify", "--epoch", "2026-10-25")]
    [InlineData(2, "which space? Name it with --space or $GRAIN_SPACE; there are ", "export")]
    [InlineData(1, "there is no space 'nowhere'", "verify", "--space", "nowhere")]
    [InlineData(1, "no-such-file", "import", "grants", "no-such-file", "--space", "x")]
    public async Task Wrong_usage_exits_with_2_and_what_is_not_there_with_1(int expected, string fault, params string[] arguments)
    {
        var (code, _, error) = await GrainAsync(null, arguments);
        Assert.Equal((expected, true), (code, error.Contains(fault, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stranger_checks_a_proof_with_the_documented_script()
    {
        var files = new List<string>();
        for (long? after = 0; after is not null;)
        {
            var (status, page) =
                await app.GetAsync($"spaces/{space}/contributors/{Uri.EscapeDataString("ü/🌾")}/proof?limit=9&after={after}");
            Assert.Equal(HttpStatusCode.OK, status);
            files.Add(Path.Combine(folder.FullName, $"{after}.json"));
            await File.WriteAllTextAsync(files[^1], page.GetRawText());
            after = page.TryGetProperty("next", out var next) ? next.GetInt64() : null;
        }

        Assert.Equal(3, files.Count);
        var script = Path.Combine(Hosting.Repository.Root, "docs", "scripts", "verify-proof.mjs");
        Assert.True((await File.ReadAllLinesAsync(script)).Length <= 30);
        var (code, output, _) = await NodeAsync([script, .. files]);
        Assert.Equal((0, true), (code, output.StartsWith("ok: 20 entries of ü/🌾, 433.5", StringComparison.Ordinal)));

        Assert.Equal(1, (await NodeAsync(script, files[0], files[2])).Code);
        Assert.Equal(1, (await NodeAsync(script, files[0])).Code);
        foreach (var (was, becomes) in new[] { (".25", ".26"), ("2026-11-01", "2026-11-02"), ("\"key\":\"g3\"", "\"key\":\"g4\"") })
        {
            var text = await File.ReadAllTextAsync(files[0]);
            var forged = Path.Combine(folder.FullName, "forged.json");
            await File.WriteAllTextAsync(forged, text.Replace(was, becomes, StringComparison.Ordinal));
            Assert.Equal(1, (await NodeAsync([script, forged, .. files.Skip(1)])).Code);
        }
    }

    [Fact]
    public async Task There_is_no_proof_of_somebody_unknown() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/contributors/nobody/proof")).Status);

    private async Task<List<string>> HeadsAsync(StorageService storage) =>
        await new GrantLedger(storage, TimeProvider.System).ReadHeadsAsync(new JournalSpace(space, 16), default)
            .Select(head => $"{head.Account} {head.Seq} {head.Hash} {JsonSerializer.Serialize(head.Totals, GrantJson.Stored.GrantTotals)}")
                .ToListAsync();

    private Task<(int Code, string Output, string Error)> GrainAsync(string? account, params string[] arguments) =>
        CommandLine.GrainAsync(account ?? app.ConnectionString, arguments);

    private static Task<(int Code, string Output, string Error)> NodeAsync(params string[] arguments) =>
        CommandLine.RunAsync("node", new Dictionary<string, string>(), arguments);
}
