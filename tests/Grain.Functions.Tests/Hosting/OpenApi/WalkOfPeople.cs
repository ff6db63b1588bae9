using Grain.Functions.Tests.Storage;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>
/// The part of the walk that goes about people: who is who, what they propose, see of themselves, and that they are erased.
/// </summary>
internal static class WalkOfPeople
{
    public static async Task IdentitiesAsync(this ApiWalker walk)
    {
        foreach (var name in new[] { "ada", "bob", "carol" })
            await walk.SendAsync("PUT", $"/identities/{name}", $$"""{"name":"{{name}}"}""");
        await walk.SendAsync("POST", "/identities/ada/aliases", """{"alias":"forum/ada"}""");
        await walk.SendAsync("POST", "/identities/ada/aliases/remove", """{"alias":"forum/ada"}""");
        await walk.SendAsync("POST", "/identities/ada/merge", """{"target":"carol"}""");
        await walk.SendAsync("POST", "/identities/carol/unmerge", "{}");
        await walk.SendAsync("PUT", "/identities/ada/payout-address", """{"chainId":"BTC","address":"bc1q"}""");
        foreach (var verdict in new[] { "confirm", "reject" })
        {
            var claim = await walk.SendAsync("POST", "/identities/claims", $$"""{"alias":"chat/{{verdict}}","identity":"ada"}""");
            await walk.SendAsync("GET", "/identities/claims");
            await walk.SendAsync("POST", $"/identities/claims/{claim.GetProperty("code").GetString()}/{verdict}");
        }

        foreach (var path in new[] { "", "/history", "/map", "/ada" }) await walk.SendAsync("GET", $"/identities{path}");
    }

    public static async Task ProposalsAsync(this ApiWalker walk)
    {
        var decided = new[] { "approve", "reject", "withdraw" };
        foreach (var verdict in decided)
            await walk.SendAsync("POST", "/proposals",
                $$"""{"id":"{{verdict}}","giver":"ada","receiver":"bob","points":2,"reason":"it was good"}""");
        await walk.SendAsync("GET", "/proposals?state=open&limit=1");
        await walk.SendAsync("GET", "/proposals/approve");
        var key = (await walk.SendAsync("POST", "/keys", """{"role":"steward"}""")).GetProperty("secret").GetString();
        foreach (var verdict in decided)
            await walk.SendAsync("POST", $"/proposals/{verdict}/{verdict}", """{"reviewer":"carol"}""",
                headers: [new("Authorization", $"Bearer {key}")]);
    }

    public static async Task MeAsync(this ApiWalker walk, GrainApp app)
    {
        KeyValuePair<string, string> signedIn =
            new("Authorization", $"Bearer {app.Issuer.Token(TimeProvider.System.GetUtcNow(), "a-walker")}");
        var subject = $$"""{"issuer":"{{app.Issuer.Authority}}","subject":"a-walker"}""";
        await walk.SendAsync("POST", "/identities/ada/subjects", subject);
        await walk.SendAsync("POST", "/identities/ada/subjects/remove", subject);
        await walk.SendAsync("POST", "/identities/subjects?id=github/newcomer", subject);
        await walk.SendAsync("GET", "/me", headers: [signedIn]);
        await walk.SendAsync("PATCH", "/me", """{"name":"Walker","payoutAddress":"bc1q","privacy":"open"}""", headers: [signedIn]);
        await walk.SendAsync("POST", "/me/claims", """{"alias":"chat/walker"}""", headers: [signedIn]);
        await walk.SendAsync("POST", "/grain/mints", """{"id":"m2","to":"github/newcomer","amount":"3"}""");
        await walk.SendAsync("POST", "/me/transfers", """{"id":"w1","to":"ada","amount":"1"}""", headers: [signedIn]);
        var end = $"{TimeProvider.System.GetUtcNow().AddDays(2):O}";
        foreach (var hold in new[] { "w1", "w2" })
            await walk.SendAsync("POST", "/me/holds", $$"""{"id":"{{hold}}","amount":"0.5","expiresAt":"{{end}}"}""", headers: [signedIn]);
        await walk.SendAsync("GET", "/me/holds", headers: [signedIn]);
        await walk.SendAsync("POST", "/me/holds/w1/commit", """{"to":"ada","amount":"0.25"}""", headers: [signedIn]);
        await walk.SendAsync("POST", "/me/holds/w2/void", headers: [signedIn]);
        var appeal = await walk.SendAsync("POST", "/me/appeals", """{"reason":"It was my work."}""", headers: [signedIn]);
        await walk.SendAsync("GET", "/me/appeals", headers: [signedIn]);
        await walk.SendAsync("GET", "/appeals?all=true");
        await walk.SendAsync("POST", $"/appeals/{appeal.GetProperty("id").GetString()}/decide", """{"accept":true,"reason":"It was."}""");
        await walk.SendAsync("POST", "/identities/subjects/remove?id=github/newcomer", subject);
    }

    public static async Task EraseAsync(this ApiWalker walk)
    {
        walk.Space = Azurite.NewName("sealed-");
        await walk.SendAsync("PUT", "?form=sealed");
        await walk.SendAsync("POST", "/grants", """
            [{"grantId":"g1","contributor":"ada","amount":1,"grantedAt":"2025-06-02T08:30:00Z"},
             {"grantId":"g2","contributor":"forge/dora","amount":1,"grantedAt":"2025-06-02T08:30:00Z"}]
            """);
        await walk.SendAsync("DELETE", "/people/ada?confirm=ada");
        await walk.SendAsync("DELETE", "/people?id=forge/dora&confirm=forge/dora");
    }
}
