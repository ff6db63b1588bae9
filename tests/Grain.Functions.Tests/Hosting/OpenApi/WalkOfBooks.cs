using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Grain.Functions.Tests.SourceCred;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>The part of the walk that goes through the books: credits, activity, epochs and grain.</summary>
internal static class WalkOfBooks
{
    public static async Task CreditsAsync(this ApiWalker walk)
    {
        await walk.SendAsync("POST", "/tasks",
            """[{"kind":"earn","nodeId":"n1","taskId":"t1","amount":3},{"event":"task-submitted","nodeId":"n1","taskId":"t2"}]""");
        await Eventually.HoldsAsync(async () =>
            (await walk.SendAsync("GET", "/credits/n1/history")).GetProperty("transactions").GetArrayLength() > 1);
        await walk.SendAsync("GET", "/credits/n1");
        await walk.SendAsync("GET", "/tasks/t1?id=n1");
        await walk.SendAsync("GET", "/tasks?task=t2&id=n1");
        await walk.SendAsync("GET", "/credits/n1/sufficient?amount=2");
        await walk.SendAsync("POST", "/credits/n1/shutdown", """{"at":"2026-01-02T03:04:05Z"}""");
        await walk.SendAsync("GET", "/credits/events");
        await walk.SendAsync("POST", "/merge", (await walk.SendAsync("GET", "/credits/n1/export")).GetRawText());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await walk.SendAsync("PUT", "/credits/n1/replicas/phone",
            $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""");
        await walk.SendAsync("GET", "/credits/n1/replicas");
        await walk.SendAsync("POST", "/credits/n1/replicas/phone/revoke");
    }

    public static async Task ActivityAsync(this ApiWalker walk)
    {
        var now = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
        await walk.SendAsync("POST", "/activity",
            $$"""{"requestId":"r1","caller":"ada","at":"{{now}}","model":"small","tokensIn":10,"costUsd":0.25,"latencyMs":120}""");
        await walk.SendAsync("POST", "/activity", $$"""[{"kind":"tool-call","id":"c1","caller":"ada","at":"{{now}}","name":"search"}]""");
        await walk.SendAsync("POST", "/activity", $$"""{"id":"r2","caller":"ada","at":"{{now}}","model":"small"}""",
            headers: [new("Prefer", "respond-async")]);
        await walk.SendAsync("GET", "/stats");
        foreach (var view in new[] { "stats", "buddy", "achievements", "streak", "heatmap", "events", "forecast" })
            foreach (var caller in new[] { "", "?caller=ada" }) await walk.SendAsync("GET", $"/activity/{view}{caller}");
        await walk.SendAsync("PUT", "/activity/people/dan", """{"timeZone":"Europe/Vienna","privacy":"private"}""");
        await walk.SendAsync("GET", "/activity/people/dan");
        await walk.SendAsync("GET", "/badge/ada.svg");
        await walk.SendAsync("GET", "/heatmap/ada.svg");
        await walk.RepairAsync();
    }

    /// <summary>A day missed between two active ones.</summary>
    private static async Task RepairAsync(this ApiWalker walk)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var day in new[] { today, today.AddDays(-2) })
            await walk.SendAsync("POST", "/activity",
                $$"""{"id":"e-{{day:yyyyMMdd}}","caller":"eve","at":"{{day:yyyy-MM-dd}}T00:00:01Z","model":"small"}""");
        await walk.SendAsync("POST", "/activity/people/eve/repairs", $$"""{"date":"{{today.AddDays(-1):yyyy-MM-dd}}"}""");
    }

    public static async Task EpochsAsync(this ApiWalker walk)
    {
        var asked = (await walk.SendAsync("POST", "/epochs")).GetProperty("epoch").GetString();
        await Eventually.HoldsAsync(async () =>
            (await walk.SendAsync("GET", "/epochs")).GetProperty("epochs") is var runs && runs.GetArrayLength() > 0
            && runs[0].GetProperty("stage").GetString() == "Closed");
        await walk.SendAsync("GET", $"/epochs/{asked}");
        await walk.SendAsync("GET", $"/epochs/{asked}/statement");
        await walk.SendAsync("GET", $"/epochs/{asked}/payments?limit=1");
        await walk.SendAsync("GET", $"/epochs/{asked}/config");
        foreach (var cred in new[] { "", "?by=module&last=3", "?id=ada&top=1" }) await walk.SendAsync("GET", $"/cred{cred}");
        await walk.SendAsync("GET", "/feed?limit=1");
        await walk.SendAsync("GET", "/cred/before");
        foreach (var proof in new[]
        {
            "checkpoint", "proofs/grant?id=g1", "proofs/payment?id=ada", "proofs/account?id=ada",
            $"proofs/history?since={asked}",
        })
            await walk.SendAsync("GET", $"/epochs/{asked}/{proof}");
        await walk.SendAsync("POST", "/signing-keys");
        await walk.SendAsync("GET", "/signing-keys");
        await walk.SendAsync("POST", "/recompute");
        await walk.SendAsync("GET", "/epochs/open");
        await walk.SendAsync("GET", "/leaderboard?by=cred&epoch=open");
        await walk.SendAsync("GET", "/contributors/ada/explain?epoch=open");
        await walk.SendAsync("POST", $"/epochs/{asked}/whatif", """{"credRank":{"alpha":0.2}}""");
        await walk.SendAsync("POST", "/whatif?people=2", """{"distribution":{"budgetPerEpoch":"10"}}""");
        await walk.SendAsync("GET", "/contributors/ada");
        await walk.SendAsync("GET", "/contributors/ada/explain");
        await walk.SendAsync("GET", "/leaderboard");
        foreach (var graph in new[] { "", "/nodes?kind=contribution&limit=1", "/edges?epoch=open&type=authors", "/around?node=ada&depth=2",
            "/export", "/export?format=graphml" })
            await walk.SendAsync("GET", $"/graph{graph}");
    }

    /// <summary>Into a space of its own, since a sealed one takes none.</summary>
    public static async Task SourceCredAsync(this ApiWalker walk, GrainApp app)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "data/ledger.json")
            {
                DataStream = new MemoryStream(MadeCommunities.All().ToBytes()),
            });
        var here = walk.Space;
        walk.Space = await app.NewSpaceAsync("{}");
        var archive = Encoding.ASCII.GetString(tar.ToArray());
        await walk.SendAsync("POST", "/import/sourcecred?lenient=true", archive, "application/octet-stream");
        walk.Space = here;
    }

    public static async Task GrainAsync(this ApiWalker walk)
    {
        await walk.SendAsync("POST", "/grain/distributions",
            """{"id":"prize","memo":"thanks","receipts":[{"to":"ada","amount":"12.5"}]}""");
        await walk.SendAsync("POST", "/grain/transfers", """{"id":"t1","from":"ada","to":"bob","amount":"2.5","memo":"review"}""");
        await walk.SendAsync("GET", "/grain/transfers/t1?from=ada");
        var end = $"{TimeProvider.System.GetUtcNow().AddDays(2):O}";
        foreach (var hold in new[] { "h1", "h2" })
            await walk.SendAsync("POST", "/grain/holds",
                $$"""{"id":"{{hold}}","from":"ada","to":"bob","amount":"1","memo":"a bounty","expiresAt":"{{end}}"}""");
        await walk.SendAsync("GET", "/grain/holds?account=ada");
        await walk.SendAsync("POST", "/grain/holds/h1/commit", """{"from":"ada","amount":"0.25","part":"p1"}""");
        await walk.SendAsync("POST", "/grain/holds/h1/commit", """{"from":"ada"}""");
        await walk.SendAsync("POST", "/grain/holds/h2/void", """{"from":"ada"}""");
        await walk.SendAsync("GET", "/grain/holds/h1?from=ada");
        await walk.SendAsync("POST", "/grain/burns", """{"id":"b1","from":"ada","amount":"4"}""");
        await walk.SendAsync("POST", "/grain/mints", """{"id":"m1","to":"bob","amount":"1"}""");
        await walk.SendAsync("PUT", "/grain/accounts/bob/frozen", """{"frozen":true,"reason":"asked for"}""");
        await walk.SendAsync("GET", "/grain");
        await walk.SendAsync("GET", "/grain/verify");
        await walk.SendAsync("GET", "/grain/accounts/ada");
        await walk.SendAsync("GET", "/grain/payouts.csv");
        await walk.SendAsync("GET", "/grain/payouts?open=true");
        await walk.SendAsync("GET", "/contributors/ada/events?limit=3");
        await walk.SendAsync("GET", "/people/ada/export");
        await walk.SendAsync("GET", "/people/ada/remains");
        await walk.SendAsync("PUT", "/grain/settings/currency", """{"currency":{"chainId":"BTC"}}""");
        await walk.SendAsync("PUT", "/grain/settings/tracking", """{"enabled":true}""");
        await walk.SendAsync("POST", "/grain/distributions", """{"id":"prize2","receipts":[{"to":"ada","amount":"1"}]}""");
        await walk.SendAsync("POST", "/grain/payouts/prize2/executed");
        await walk.SendAsync("PUT", "/grain/settings/accounting", """{"enabled":true}""");
        await walk.SendAsync("GET", "/grain/settings");
    }
}
