using System.Collections.Concurrent;
using System.Text;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Hosting.OpenApi;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>
/// Secrets, keys, addresses and words of another space are planted, and every operation is called by whom they are hidden from: they are
/// in no answer, error, export, log or metric.
/// </summary>
public sealed class CanaryTests
{
    private readonly ConcurrentQueue<string> leaks = [];

    [Fact]
    public async Task What_is_hidden_from_somebody_is_told_to_them_nowhere()
    {
        var app = await GrainApp.SharedAsync();
        var word = Azurite.NewName("canary");
        var (secret, theirs, address, sent) = ($"{word}-secret", $"{word}-theirs", $"{word}address", $"{word}-sent");
        app.Canaries.Plant(secret, sent);
        var space = await app.NewSpaceAsync(Config(secret, "public", "open"));
        var other = await app.NewSpaceAsync(Config(secret, "private", theirs));
        foreach (var (to, note) in new[] { (space, "open"), (other, theirs) })
        {
            await app.PostAsync($"spaces/{to}/grants",
                $$"""{"grantId":"g","contributor":"ada","amount":1,"grantedAt":"2025-06-01T08:30:00Z","note":"{{note}}"}""");
            await app.SendAsync(HttpMethod.Put, $"spaces/{to}/identities/ada", """{"name":"ada"}""");
        }

        var (status, set) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/ada/payout-address",
            $$"""{"chainId":"BTC","address":"{{address}}"}""");
        Assert.True(status == System.Net.HttpStatusCode.OK, $"{set}");

        string[] nobodys = [secret, theirs, TestHost.OwnerKey, GrainApp.SecretKeys, "the-secret-of-a-setting"];
        await Task.WhenAll(
            WalkAsync(app, space, sent, null, [.. nobodys, address, sent]),
            WalkAsync(app, space, sent, $"grain_{space}_0123456789abcdef_{sent}", [.. nobodys, address, sent]),
            WalkAsync(app, space, sent, await KeyAsync(app, space, "reader"), [.. nobodys, address]),
            WalkAsync(app, space, sent, await KeyAsync(app, space, "steward"), nobodys),
            WalkAsync(app, other, sent, await KeyAsync(app, space, "admin"), [.. nobodys, sent]));
        await RefusedSecretsAsync(app, space, sent);
        Assert.Empty(leaks);
        Assert.Empty(app.Canaries.Leaks);
        var (lines, measurements) = app.Canaries.LookedAt;
        Assert.True(lines > 0 && measurements > 0, $"{lines} lines and {measurements} measurements");
    }

    [Fact]
    public void A_word_that_is_logged_is_found()
    {
        using var canaries = new Canaries("a-word");
        canaries.LogWarning(new InvalidOperationException("It was a-word."), "Failed");
        canaries.LogWarning("{Word} is not it", "another");
        Assert.Single(canaries.Leaks);
    }

    private static string Config(string secret, string visibility, string name) => $$$$"""
        {"displayName":"{{{{name}}}}","visibility":"{{{{visibility}}}}","webhooks":{"github":{"secrets":["{{{{secret}}}}-0123456789"]},
         "gitlab":{"secrets":[{"secret":"{{{{secret}}}}-9876543210"}]}}}
        """;

    private static async Task<string> KeyAsync(GrainApp app, string space, string role) =>
        (await app.PostAsync($"spaces/{space}/keys", $$"""{"role":"{{role}}"}""")).Body.GetProperty("secret").GetString()!;

    /// <summary>Calls every operation, with something secret wherever callers put such by mistake.</summary>
    private async Task WalkAsync(GrainApp app, string space, string sent, string? key, string[] hidden)
    {
        using var client = new HttpClient { BaseAddress = app.Client.BaseAddress };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        foreach (var header in new[] { "x-functions-key", "X-Gitlab-Token", "X-Hub-Signature-256" })
            client.DefaultRequestHeaders.Add(header, sent);
        foreach (var (path, method, _) in ApiAddresses.Of(app.ApiDocument))
        {
            var address = $"/api/{ApiAddresses.Fill(path, space, "ada")}?id=ada&code={sent}";
            using var request = new HttpRequestMessage(method, address);
            if (method != HttpMethod.Get && method != HttpMethod.Options)
                request.Content = new StringContent($$"""{"secret":"{{sent}}"}""", Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request);
            Look($"{method} {path}", $"{answer} {await answer.Content.ReadAsStringAsync()}", hidden);
        }
    }

    /// <summary>A configuration with a secret that cannot be one: its error goes to terminals and logs of those who sent it.</summary>
    private async Task RefusedSecretsAsync(GrainApp app, string space, string sent)
    {
        foreach (var sender in new[] { "github", "gitlab", "gitea", "discourse", "standard", "cloudevents", "chat" })
            foreach (var secrets in new[]
            {
                $"\"{sent}\"", $$"""[{"secret":"{{sent}}","until":"never"}]""", $$"""[["{{sent}}"]]""", $$"""["{{sent}}", 7]""",
                $$"""[{"{{sent}}":1}]""", $"[\"whsec_{sent}!\"]", $"[\"env:{sent} \"]",
            })
            {
                using var content = new StringContent(
                    $$$$"""{"webhooks":{"{{{{sender}}}}":{"secrets":{{{{secrets}}}}}}}""", Encoding.UTF8, "application/json");
                using var answer = await app.Client.PatchAsync($"/api/spaces/{space}/config", content);
                Look($"{sender} {secrets}", await answer.Content.ReadAsStringAsync(), [sent]);
            }
    }

    private void Look(string place, string text, string[] hidden)
    {
        foreach (var word in hidden)
            if (text.Contains(word, StringComparison.Ordinal)) leaks.Enqueue($"{place}: '{word}' in {text}");
    }
}
