using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Identities;

/// <summary>Where people are paid in a currency, one request makes an identity that can be paid.</summary>
public sealed class PaidIdentityTests
{
    private const string Ada = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT";

    [Fact]
    public async Task An_identity_is_made_with_its_payout_address_or_not_at_all()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        Assert.Equal((HttpStatusCode.Conflict, "urn:grain:problem:no-external-currency"), KindOf(await PutAsync("bob",
            $$"""{"name":"bob","payoutAddress":"{{Ada}}"}""")));
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/grain/settings/currency", """{"currency":{"chainId":"BTC"}}""");

        var refused = await PutAsync("ada", """{"name":"ada"}""");
        Assert.Equal((HttpStatusCode.Conflict, "urn:grain:problem:no-payout-address"), KindOf(refused));
        Assert.Contains("payoutAddress", refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await PutAsync("ada", """{"name":"ada","payoutAddress":"no address"}""")).Status);
        Assert.False((await app.GetAsync($"spaces/{space}/identities?id=ada")).Body.GetProperty("registered").GetBoolean());

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var (status, made) = await PutAsync("ada", $$"""{"name":"ada","payoutAddress":"{{Ada}}"}""");
            Assert.Equal((HttpStatusCode.OK, true, Ada), (status, made.GetProperty("active").GetBoolean(),
                made.GetProperty("payoutAddresses").GetProperty("BTC").GetString()));
        }

        Assert.Equal(2, (await app.GetAsync($"spaces/{space}/identities/history")).Body.GetProperty("changes").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("bob", """{"name":"bob","active":false}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("bob", $$"""{"active":true,"payoutAddress":"{{Ada}}"}""")).Status);

        Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(string id, string body) =>
            app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id={id}", body);
    }

    private static (HttpStatusCode, string?) KindOf((HttpStatusCode Status, JsonElement Body) answer) =>
        (answer.Status, answer.Body.GetProperty("type").GetString());
}
