using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Webhooks.Reconciling;

/// <summary>The whole way: lost, asked for, delivered again, counted, and shown.</summary>
public sealed class ReconcileApiTests
{
    private const string Star =
        """
        {"action":"created","starred_at":"2026-11-01T10:00:00Z","repository":{"id":3,"name":"field","full_name":"octo/field"},
         "sender":{"login":"Ada","id":1,"type":"User"}}
        """;

    [Fact]
    public async Task What_was_lost_comes_by_the_webhook_and_the_log_says_that_it_was_asked_for()
    {
        var app = await GrainApp.SharedAsync();
        await using var forge = await FakeForge.StartAsync();
        var space = await app.NewSpaceAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{space}/webhooks/reconcile", "")).Status);
        forge.HookUrl = $"https://grain.example/api/spaces/{space}/webhooks/github";
        forge.Redeliver = async guid => (int)(await app.DeliverAsync(space, "star", Star, guid)).Status;
        var patch = $$$"""
            {"webhooks":{"github":{"reconcile":
              {"secrets":["{{{FakeForge.Token}}}"],"repositories":["octo/field"],"api":"{{{forge.Api}}}"} }} }
            """;
        var (status, body) = await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", patch);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain(FakeForge.Token, body.GetRawText(), StringComparison.Ordinal);
        var before = (await app.GetAsync($"spaces/{space}/webhooks/reconcile")).Body.GetProperty("hooks")[0];
        Assert.False(before.TryGetProperty("ranAt", out _));

        forge.Deliver("d-lost", 502, name: "star");
        var hook = (await app.PostAsync($"spaces/{space}/webhooks/reconcile", "")).Body.GetProperty("hooks")[0];
        Assert.Equal(("octo/field", 1, "asked"), (hook.GetProperty("place").GetString(), hook.GetProperty("asked").GetInt32(),
            hook.GetProperty("lost")[0].GetProperty("state").GetString()));
        var log = (await app.GetAsync($"spaces/{space}/webhooks/deliveries")).Body.GetProperty("deliveries");
        Assert.Equal(["asked 1", "accepted 1"], log.EnumerateArray().Select(Line));
        log = (await app.GetAsync($"spaces/{space}/webhooks/deliveries?outcome=asked")).Body.GetProperty("deliveries");
        Assert.Equal("asked 1", Line(Assert.Single(log.EnumerateArray())));
        hook = (await app.PostAsync($"spaces/{space}/webhooks/reconcile", "")).Body.GetProperty("hooks")[0];
        Assert.Equal(("arrived", 1),
            (hook.GetProperty("lost")[0].GetProperty("state").GetString(), hook.GetProperty("arrived").GetInt32()));

        // What is sent back masked stays, and the audit tells no secret.
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config",
            """{"webhooks":{"github":{"reconcile":{"secrets":["********"],"groups":["octo"]}}}}""");
        await app.PostAsync($"spaces/{space}/webhooks/reconcile", "");
        Assert.Equal($"Bearer {FakeForge.Token}", forge.Shown.Last());
        Assert.DoesNotContain(FakeForge.Token, (await app.GetAsync($"spaces/{space}/audit")).Body.GetRawText(), StringComparison.Ordinal);
    }

    private static string Line(JsonElement each) => $"{each.GetProperty("outcome").GetString()} {each.GetProperty("askedFor").GetInt32()}";
}
