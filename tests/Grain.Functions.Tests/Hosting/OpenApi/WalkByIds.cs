using System.Security.Cryptography;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>The part of the walk that asks by ids in the query, which may hold a slash.</summary>
internal static class WalkByIds
{
    public static async Task ByIdAsync(this ApiWalker walk)
    {
        await walk.SendAsync("POST", "/grants",
            """{"grantId":"g2","contributor":"forge/dora","amount":1,"grantedAt":"2025-06-02T08:30:00Z"}""");
        foreach (var path in new[] { "/contributors", "/contributors/proof", "/grain/accounts", "/credits", "/credits/history",
            "/credits/sufficient", "/credits/export", "/credits/replicas", "/identities", "/activity/people" })
            await walk.SendAsync("GET", $"{path}?id=forge/dora");
        await walk.SendAsync("GET", "/contributors/explain?id=ada");
        await walk.SendAsync("GET", "/contributors/events?id=ada");
        await walk.SendAsync("GET", "/people/export?id=ada");
        await walk.SendAsync("GET", "/people/remains?id=ada");
        await walk.SendAsync("GET", "/badge.svg?id=ada&show=points,cred,grain&theme=dark");
        await walk.SendAsync("GET", "/badge.svg?id=ada");
        await walk.SendAsync("GET", "/heatmap.svg?id=ada");
        await walk.SendAsync("POST", "/scores/contribute?id=forge/dora", """{"key":"award:2026:second","points":2}""");
        await walk.SendAsync("GET", "/grain/transfers?id=t1&from=ada");
        await walk.SendAsync("PUT", "/grain/accounts/frozen?id=bob", """{"frozen":false,"reason":"asked for"}""");
        await walk.SendAsync("POST", "/grain/distributions", """{"id":"prize3","receipts":[{"to":"ada","amount":"1"}]}""");
        await walk.SendAsync("POST", "/grain/payouts/executed?id=prize3");

        await walk.SendAsync("PUT", "/identities?id=forge/dora", """{"name":"dora","active":false}""");
        await walk.SendAsync("PUT", "/identities?id=forge/finn", """{"name":"finn","active":false}""");
        await walk.SendAsync("POST", "/identities/aliases?id=forge/dora", """{"alias":"forum/dora"}""");
        await walk.SendAsync("POST", "/identities/aliases/remove?id=forge/dora", """{"alias":"forum/dora"}""");
        await walk.SendAsync("POST", "/identities/merge?id=forge/dora", """{"target":"forge/finn"}""");
        await walk.SendAsync("POST", "/identities/unmerge?id=forge/finn", "{}");
        await walk.SendAsync("PUT", "/identities/payout-address?id=forge/dora", """{"chainId":"BTC","address":"bc1q"}""");

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await walk.SendAsync("PUT", "/credits/replicas?id=rack/1&replica=phone/1",
            $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""");
        await walk.SendAsync("POST", "/credits/shutdown?id=rack/1", """{"at":"2026-01-02T03:04:05Z"}""");
        await walk.SendAsync("POST", "/credits/replicas/revoke?id=rack/1&replica=phone/1");

        await walk.SendAsync("PUT", "/activity/people?id=forge/dora", """{"timeZone":"Europe/Vienna"}""");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var day in new[] { today, today.AddDays(-2) })
            await walk.SendAsync("POST", "/activity",
                $$"""{"id":"d-{{day:yyyyMMdd}}","caller":"forge/dora","at":"{{day:yyyy-MM-dd}}T00:00:01Z","model":"small"}""");
        await walk.SendAsync("POST", "/activity/people/repairs?id=forge/dora", $$"""{"date":"{{today.AddDays(-1):yyyy-MM-dd}}"}""");
    }
}
