using System.Net;
using Xunit;

namespace Grain.Functions.Tests.Identities;

/// <summary>The same request again, whenever, changes nothing and gets the same answer.</summary>
public sealed class SameAgainTests
{
    [Fact]
    public async Task An_identity_that_several_make_at_the_same_moment_is_made_once_and_all_are_answered_alike()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id=eve", """{"name":"eve","active":true}""")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var written = await HistoryAsync();
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id=fay", """{"name":"fay","active":true}""");
        Assert.Equal(2 * written, await HistoryAsync());

        async Task<int> HistoryAsync() =>
            (await app.GetAsync($"spaces/{space}/identities/history")).Body.GetProperty("changes").GetArrayLength();
    }

    [Fact]
    public async Task Every_change_of_who_is_who_sent_twice_is_answered_twice_alike_and_written_once()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        var code = "";
        await TwiceAsync("PUT", "identities?id=ana", """{"name":"ana"}""");
        await TwiceAsync("PUT", "identities?id=bob", """{"name":"bob"}""");
        await TwiceAsync("POST", "identities/aliases?id=ana", """{"alias":"github/ana"}""");
        await app.PostAsync($"spaces/{space}/identities/claims", """{"alias":"github/ana-y","identity":"ana"}""");
        code = await TwiceAsync("POST", "identities/claims", """{"alias":"github/ana-y","identity":"ana"}""", "code");
        await TwiceAsync("POST", $"identities/claims/{code}/confirm");
        // what was claimed before it was confirmed
        Assert.Equal(code, await TwiceAsync("POST", "identities/claims", """{"alias":"github/ana-y","identity":"ana"}""", "code"));
        await app.PostAsync($"spaces/{space}/identities/claims", """{"alias":"github/bob-y","identity":"ana"}""");
        var turnedDown = await TwiceAsync("POST", "identities/claims", """{"alias":"github/bob-y","identity":"ana"}""", "code");
        await TwiceAsync("POST", $"identities/claims/{turnedDown}/reject");
        await TwiceAsync("POST", "identities/aliases/remove?id=ana", """{"alias":"github/ana"}""");
        await TwiceAsync("PUT", "identities/payout-address?id=ana", """{"chainId":"BTC","address":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"}""");
        await TwiceAsync("POST", "identities/merge?id=ana", """{"target":"bob"}""");
        await TwiceAsync("PUT", "identities?id=bob", """{"name":"bob"}""", written: false); // as it was made before
        await TwiceAsync("POST", "identities/unmerge?id=bob", "{}");
        await TwiceAsync("POST", "identities/aliases?id=bob", """{"alias":"bob-2"}""");
        await TwiceAsync("POST", "identities/aliases?id=ana", """{"alias":"ana-2"}""");
        await TwiceAsync("POST", "identities/merge?id=ana-2", """{"target":"bob-2"}""");
        await TwiceAsync("POST", "identities/unmerge?id=bob-2", "{}");
        await TwiceAsync("POST", "identities/aliases?id=bob", """{"alias":"github/ana"}""");
        await TwiceAsync("POST", "identities/aliases/remove?id=ana", """{"alias":"github/ana"}""", written: false); // long since bob's

        await RefusedAsync($"identities/claims/{code}/reject", HttpStatusCode.Conflict);
        await RefusedAsync("identities/claims/0123456789abcdef/confirm", HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.Conflict,
            (await app.PostAsync($"spaces/{space}/identities/aliases/remove?id=ana", """{"alias":"github/never"}""")).Status);

        async Task<string> TwiceAsync(string method, string path, string? body = null, string property = "id", bool written = true)
        {
            var before = await HistoryAsync();
            var first = await app.SendAsync(new HttpMethod(method), $"spaces/{space}/{path}", body);
            var after = await HistoryAsync();
            var second = await app.SendAsync(new HttpMethod(method), $"spaces/{space}/{path}", body);
            Assert.True(first.Status == HttpStatusCode.OK, $"{path}: {first.Body}");
            Assert.Equal((first.Status, first.Body.GetRawText()), (second.Status, second.Body.GetRawText()));
            Assert.Equal(after, await HistoryAsync());
            Assert.True(property == "code" || written == after > before, path);
            return first.Body.GetProperty(property).GetString()!;
        }

        async Task RefusedAsync(string path, HttpStatusCode status) =>
            Assert.Equal(status, (await app.SendAsync(HttpMethod.Post, $"spaces/{space}/{path}")).Status);

        async Task<int> HistoryAsync() =>
            (await app.GetAsync($"spaces/{space}/identities/history")).Body.GetProperty("changes").GetArrayLength();
    }
}
