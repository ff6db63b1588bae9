using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// A sealed space that an earlier build wrote is read, opened, proven and sent again by this one: the form does not move.
/// </summary>
public sealed class SealedFixtureTests
{
    /// <summary>The folder into which the fixture shall be written anew, if so; see Fixtures/README.md.</summary>
    private const string WriteVariable = "GRAIN_SEALED_FIXTURE_WRITE";

    [Fact]
    public async Task What_was_written_before_opens_verifies_and_counts_no_second_time()
    {
        var app = await GrainApp.SharedAsync();
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } folder)
        {
            await PlayAsync(app);
            (await SealedFixture.ReadAsync(app.ConnectionString)).Save(folder);
            return;
        }

        var kept = SealedFixture.Load();
        await SealedFixture.WriteAsync(kept, app.ConnectionString);
        await app.VerifyAsync(SealedFixture.Space);
        var epoch = kept.Rows("epochs").First(row => row.TryGetValue("Stage", out var stage) && (string)stage == "Closed");
        var served = await app.Client.GetByteArrayAsync(
            new Uri($"/api/spaces/{SealedFixture.Space}/epochs/{epoch.RowKey}/statement", UriKind.Relative));
        Assert.Equal(epoch.GetString("StatementHash"), Convert.ToHexStringLower(SHA256.HashData(served)));

        foreach (var (path, words) in ((string, string[])[])[
            ("people/export?id=github/ada", ["forge/Ada", "Countess", "of \\\"me\\\" at [address]", "A hedge", "anaddress", "for lunch",
                "She helped"]),
            ("people/export?id=bob", ["a prize", "award:gardener:2026", "odd"]),
            ("credits/export?id=node-7", ["a task", "dance", "GitHub/Node-3", "GitHub/Sub", "phone"]),
            ("proposals?state=approved", ["She helped", "Indeed", "carol"]), ("config", ["forge/mallory", "carol"])])
        {
            var answer = (await app.GetAsync($"spaces/{SealedFixture.Space}/{path}")).Body.GetRawText();
            Assert.All(words, word => Assert.Contains(word, answer, StringComparison.Ordinal));
        }

        await SendStepsAsync(app);
        await ApplyAsync(app);
        // The app writes a later format: the space's activity was moved when a fact came, which its own account says.
        static AccountImage Unmoved(AccountImage image) => image.Where((file, line) =>
            file != AccountImage.FileOf("activity") || !line.Contains("\"RowKey\":\"h~\"", StringComparison.Ordinal));
        ImageAssert.Equal(Unmoved(kept), Unmoved(await SealedFixture.ReadAsync(app.ConnectionString)));
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{SealedFixture.Space}/grants",
            """{"grantId":"gone","contributor":"dan","amount":1,"grantedAt":"2026-01-06T08:00:00Z"}""")).Status); // is erased
    }

    private static async Task PlayAsync(GrainApp app)
    {
        await SendAsync(app, "PUT", "?form=sealed", SealedFixture.Config);
        await SendAsync(app, "POST", "grants", """{"grantId":"gone","contributor":"dan","amount":1,"grantedAt":"2026-01-06T08:00:00Z"}""");
        await SendStepsAsync(app);
        await ApplyAsync(app);
        await SendAsync(app, "DELETE", "people?id=dan&confirm=dan", "");
        await Eventually.HoldsAsync(async () => // so that there is one closed epoch and no other begun
            (await app.GetAsync($"spaces/{SealedFixture.Space}/grants?contributor=node-7")).Body.GetProperty("grants")
                .GetArrayLength() == 2);
        await SendAsync(app, "POST", "epochs", "");
        await Eventually.HoldsAsync(async () =>
            (await app.GetAsync($"spaces/{SealedFixture.Space}/epochs")).Body.GetProperty("remaining").GetInt32() == 0);
        await app.GetAsync($"spaces/{SealedFixture.Space}/activity/events"); // follows the ledgers
    }

    /// <summary>Task credits as the queue's function applies them.</summary>
    private static async Task ApplyAsync(GrainApp app)
    {
        var settings = new Dictionary<string, string?> { ["Grain:SecretKeys"] = GrainApp.SecretKeys };
        var slices = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(app.Storage)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Slices.AddTo(slices);
        await using var services = slices.BuildServiceProvider();
        var space = await app.FindSpaceAsync(SealedFixture.Space);
        foreach (var credit in SealedFixture.Tasks)
            Assert.True(await services.GetRequiredService<TaskCredits>().ApplyAsync(space, credit, maybeSeen: true, default)
                is CreditRecord.Written or CreditRecord.WrittenBefore or CreditRecord.Pending);
    }

    private static async Task SendStepsAsync(GrainApp app)
    {
        var key = (await SendAsync(app, "POST", "keys", """{"role":"steward"}""")).GetProperty("secret").GetString();
        foreach (var (method, path, body) in SealedFixture.Steps)
            if (path.EndsWith("/approve", StringComparison.Ordinal)) // who proposed does not decide
                await SendAsync(app, method, path, body, ("Authorization", $"Bearer {key}"));
            else await SendAsync(app, method, path, body);
    }

    private static async Task<JsonElement> SendAsync(
        GrainApp app, string method, string path, string body, params (string, string)[] headers)
    {
        var (status, answer) = await app.SendAsync(
            new HttpMethod(method), $"spaces/{SealedFixture.Space}{(path.StartsWith('?') ? "" : "/")}{path}", body, headers);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : answer)}");
        return answer;
    }
}
