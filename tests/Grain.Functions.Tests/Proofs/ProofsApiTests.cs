using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Local.Proofs;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>
/// What strangers get of a public space, and that the verb and the script that knows nothing of Grain take it and take nothing that was
/// changed.
/// </summary>
public sealed class ProofsApiTests : IAsyncLifetime
{
    private static readonly Lazy<Task<(string Space, HttpClient Stranger)>> Made = new(MakeAsync);
    private static readonly string[] OfEachKind =
    [
        "2026-10-25/proofs/grant?id=p1", "2026-10-18/proofs/payment?id=bob", "2026-10-25/proofs/account?id=ada",
        "2026-10-25/proofs/history?since=2026-10-18", "2026-10-18/proofs/account?id=nobody",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain-proofs-");
    private string space = null!;
    private HttpClient stranger = null!;

    public async Task InitializeAsync() => (space, stranger) = await Made.Value;

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_kind_of_proof_is_taken_by_verb_and_script_in_the_same_words()
    {
        foreach (var (path, says) in new[]
        {
            ("2026-10-18/checkpoint", "proven: the checkpoint is signed"),
            ("2026-10-18/proofs/grant?id=p1", "proven: the grant p1, 5 points, is entry 1 of ada in the ledger grants"),
            ("2026-10-25/proofs/grant?id=p1", "proven: the grant p1, 5 points, is entry 1 of ada in the ledger grants"),
            ("2026-10-25/proofs/grant?id=p3", "proven: the grant p3, 5 points, is entry 2 of ada in the ledger grants"),
            ("2026-10-18/proofs/payment?id=bob", "proven: the epoch 2026-10-18 paid "),
            ("2026-10-25/proofs/account?id=ada", "proven: ada held "),
            ("2026-10-18/proofs/account?id=nobody", "proven: nobody had no account"),
            ("2026-10-25/proofs/history?since=2026-10-18", "proven: nothing of the 4 entries up to 2026-10-18 was changed or taken out; "),
            ("2026-10-18/proofs/history?since=2026-10-18", "proven: nothing of the 4 entries up to 2026-10-18 was changed or taken out; 0"),
        })
        {
            var text = await GetAsync(path);
            var lines = Run(text);
            Assert.StartsWith(says, lines, StringComparison.Ordinal);
            var (code, output, _) = await ScriptAsync(text);
            Assert.Equal((0, lines), (code, output.TrimEnd()));
        }
    }

    [Fact]
    public async Task Nothing_that_was_changed_is_taken()
    {
        foreach (var path in OfEachKind)
        {
            var text = await GetAsync(path);
            var forged = ProofForgeries.Of(text).Select(each => each.Proof).Distinct(StringComparer.Ordinal).ToArray();
            Assert.True(forged.Length > 20, path);
            foreach (var each in forged) Assert.True(Record.Exception(() => Run(each)) is not null, $"{path}: {each}");
            // A process each: the script is asked about all of them at once.
            var (code, output, error) = await ScriptAsync([.. forged]);
            Assert.True((code, output) == (0, $"{forged.Length} refused\n"), error + output);
        }
    }

    [PageFact]
    public async Task The_page_says_the_same_and_names_what_was_changed()
    {
        var all = new JsonArray();
        foreach (var path in OfEachKind)
        {
            var text = await GetAsync(path);
            all.Add(new JsonObject { ["proof"] = JsonNode.Parse(text), ["says"] = Run(text).Split('\n')[0]["proven: ".Length..] });
            foreach (var (from, proof) in ProofForgeries.Of(text))
                all.Add(new JsonObject { ["proof"] = JsonNode.Parse(proof), ["from"] = $"{path}: {from}" });
        }

        var file = Path.Combine(folder.FullName, "page.json");
        await File.WriteAllTextAsync(file, all.ToJsonString());
        var (code, output, error) = await CommandLine.RunAsync("node", new Dictionary<string, string>(),
            Hosting.Repository.File("dashboard/tests/proofs.mjs"), file);
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task What_is_known_from_elsewhere_is_held_against_it()
    {
        var text = await GetAsync("2026-10-18/proofs/grant?id=p2");
        using var proof = JsonDocument.Parse(text);
        var key = proof.RootElement.GetProperty("keys")[0].GetProperty("record").GetProperty("public").GetString()!;
        var statement = await stranger.GetByteArrayAsync(new Uri($"/api/spaces/{space}/epochs/2026-10-18/statement", UriKind.Relative));
        var lines = ProofCheck.Run(proof.RootElement, new KnownElsewhere(key, null, statement));
        Assert.Equal("signed by key 1, which the key that you know stands for", lines[2]);
        var checkpoint = lines[1][^64..];
        Assert.Equal(3, ProofCheck.Run(proof.RootElement, new KnownElsewhere(key, checkpoint)).Count);
        foreach (var known in new KnownElsewhere[] { new(new string('a', 64)), new(null, new string('a', 64)), new(null, null, [1]) })
            Assert.Throws<ProofFault>(() => ProofCheck.Run(proof.RootElement, known));
        var (code, _, error) = await ScriptAsync(text, "--key", new string('a', 64));
        Assert.Equal((1, "NOT PROVEN: the key that you know is not among the keys of the space"), (code, error.TrimEnd()));
        Assert.Equal(0, (await ScriptAsync(text, "--key", key, "--checkpoint", checkpoint)).Code);
    }

    [Theory]
    [InlineData("2026-10-18/proofs/grant?id=p3", HttpStatusCode.NotFound)] // of a later epoch
    [InlineData("2026-10-18/proofs/grant?id=none", HttpStatusCode.NotFound)]
    [InlineData("2026-10-18/proofs/payment?id=nobody", HttpStatusCode.NotFound)]
    [InlineData("2026-10-18/proofs/history?since=2026-10-25", HttpStatusCode.BadRequest)]
    [InlineData("2026-10-18/proofs/history", HttpStatusCode.BadRequest)]
    [InlineData("2027-10-18/checkpoint", HttpStatusCode.NotFound)]
    public async Task What_there_is_not_is_not_proven(string path, HttpStatusCode status) =>
        Assert.Equal(status, (await stranger.GetAsync(new Uri($"/api/spaces/{space}/epochs/{path}", UriKind.Relative))).StatusCode);

    private static string Run(string text)
    {
        using var proof = JsonDocument.Parse(text);
        return string.Join('\n', ProofCheck.Run(proof.RootElement, new KnownElsewhere()));
    }

    private async Task<string> GetAsync(string path) =>
        await stranger.GetStringAsync(new Uri($"/api/spaces/{space}/epochs/{path}", UriKind.Relative));

    private async Task<(int Code, string Output, string Error)> ScriptAsync(string proof, params string[] options)
    {
        var file = Path.Combine(folder.FullName, "proof.json");
        await File.WriteAllTextAsync(file, proof);
        return await CommandLine.RunAsync("node", new Dictionary<string, string>(), [Script, file, .. options]);
    }

    private async Task<(int Code, string Output, string Error)> ScriptAsync(IReadOnlyList<string> forged)
    {
        var (file, all) = (Path.Combine(folder.FullName, "all.mjs"), Path.Combine(folder.FullName, "all.json"));
        await File.WriteAllTextAsync(all, $"[{string.Join(',', forged)}]");
        await File.WriteAllTextAsync(file, $$"""
            import { check } from '{{new Uri(Script)}}';
            import { readFileSync } from 'node:fs';
            const all = JSON.parse(readFileSync('{{all}}', 'utf8'));
            for (const [index, proof] of all.entries()) {
              try { check(proof); } catch { continue; }
              console.log(`${index} was taken: ${JSON.stringify(proof)}`);
            }
            console.log(`${all.length} refused`);
            """);
        return await CommandLine.RunAsync("node", new Dictionary<string, string>(), file);
    }

    private static string Script => Path.Combine(Hosting.Repository.Root, "clients", "verify-proof.mjs");

    private static async Task<(string Space, HttpClient Stranger)> MakeAsync()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"epochs":{"first":"2026-10-20T00:00:00Z"},"visibility":"public"}""");
        // The first epoch closes before the grant of the second one comes.
        await app.PostAsync($"spaces/{space}/grants", """
            [{"grantId":"p1","contributor":"ada","amount":5,"grantedAt":"2026-10-20T18:00:00Z"},
             {"grantId":"p2","contributor":"bob","amount":5,"grantedAt":"2026-10-20T18:00:00Z"}]
            """);
        var runner = Epochs.EpochFixture.RunnerOver(app.Storage, TimeProvider.System);
        await runner.RunAsync(await app.FindSpaceAsync(space), default);
        await new GrantLedger(app.Storage, TimeProvider.System).AppendAsync((await app.FindSpaceAsync(space)).Journal,
            [Grants.GrantFixture.Grant("p3", "ada", 5)], default);
        await runner.RunAsync(await app.FindSpaceAsync(space), default);
        return (space, new HttpClient { BaseAddress = app.Client.BaseAddress });
    }
}
