using Azure;
using Grain.Functions.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Webhooks.Reconciling;

/// <summary>What a forge may do instead of answering, and what may become of this process.</summary>
public sealed class ReconcileFaultTests
{
    [Theory]
    [InlineData(401, "{}", "does not accept the secret")]
    [InlineData(403, """{"message":"Resource not accessible"}""", "(127.0.0.1 answered 403: Resource not accessible)")]
    [InlineData(404, "", "there is no such thing")]
    [InlineData(302, "", "give its new name")]
    [InlineData(500, """{"message":"Bearer a-token-of-the-tests"}""", "answered 500: Bearer ***")]
    [InlineData(200, "<html>", "is not JSON")]
    [InlineData(200, """{"a":1}""", "leads to …/spaces/")]
    [InlineData(200, """[5, null, {"id":7}, {"id":"x"}, {"id":7,"config":[]}]""", "none of its 2 webhooks leads to …/spaces/")]
    [InlineData(200, """[{"id":7,"config":{"url":"\ud800"}}]""", "none of its 1 webhooks leads to …/spaces/")]
    [InlineData(200, "5", "has not the form that is documented")]
    public async Task A_list_of_webhooks_may_be_anything(int status, string body, string fault)
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Deliver("lost", 500);
        house.Forge.Before = async http =>
        {
            http.Response.StatusCode = status;
            if (status == 302) http.Response.Headers.Location = "http://169.254.169.254/latest";
            await http.Response.WriteAsync(body);
            return true;
        };
        for (var run = 0; run < 6; run++) await house.RunAfterAsync(10);
        var state = await house.StateAsync();
        Assert.Contains(fault, state.Fault, StringComparison.Ordinal);
        Assert.Equal(3, state.Failures); // it waits longer and longer
        Assert.Equal(3, house.Forge.Requests.Count);
        await SaysNoSecretAsync(house);

        house.Forge.Before = _ => Task.FromResult(false);
        house.Space = house.Space with { ConfigVersion = 2 }; // another secret is tried at once
        await house.RunAsync();
        Assert.Equal((null, 0), ((await house.StateAsync()).Fault, (await house.StateAsync()).Failures));
        Assert.Single(house.Forge.Asked);
    }

    [Theory]
    [InlineData("""[{"id":1,"guid":null},7,{"id":2}]""", "has not the form")]
    [InlineData("""{"message":"x"}""", "has not the form")]
    [InlineData("""[{"id":1,"guid":"\ud800","delivered_at":"2026-11-20T12:00:00Z","status_code":500,"event":"e"}]""", "not the form")]
    [InlineData("", "has not the form")]
    [InlineData("huge", "larger than 8 MiB")]
    [InlineData("gone", "there is no such thing")]
    public async Task A_page_may_be_anything_and_what_is_known_already_is_asked_for_nevertheless(string body, string fault)
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Redeliver = _ => Task.FromResult(500);
        house.Forge.Deliver("lost", 500);
        await house.RunAsync();
        house.Forge.Before = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/deliveries", StringComparison.Ordinal)) return false;
            if (body == "gone") http.Response.StatusCode = 404;
            else await http.Response.WriteAsync(body == "huge" ? new string(' ', 9 << 20) : body);
            return true;
        };
        await house.RunAfterAsync(40);
        Assert.Contains(fault, (await house.StateAsync()).Fault, StringComparison.Ordinal);
        Assert.Equal(body == "gone" ? 1 : 2, house.Forge.Asked.Length);
        Assert.Equal(body == "gone", (await house.StateAsync()).Hook is null);
    }

    [Theory]
    [InlineData(429, "Retry-After", "1800", 1800)]
    [InlineData(403, "Retry-After", "1800", 1800)]
    [InlineData(429, "x-nothing", "", 59)]
    public async Task A_forge_that_wants_to_be_left_alone_is_left_alone(int status, string header, string value, int seconds)
    {
        await using var house = await ReconcileHouse.NewAsync();
        for (var i = 0; i < 3; i++) house.Forge.Deliver($"lost-{i}", 500);
        var posts = 0;
        house.Forge.Before = http =>
        {
            if (!HttpMethods.IsPost(http.Request.Method) || ++posts != 2) return Task.FromResult(false);
            http.Response.StatusCode = status;
            http.Response.Headers[header] = value;
            return Task.FromResult(true);
        };
        await house.RunAsync();
        Assert.Equal(["lost-0 open 1", "lost-1 open 0", "lost-2 open 0"], await house.LostAsync());
        Assert.Equal(1, (await house.StateAsync()).Asked);
        house.Time.Now = house.Time.Now.AddSeconds(seconds);
        var before = house.Forge.Requests.Count;
        await house.RunAsync(isAsked: true); // a second is missing
        Assert.Equal(before, house.Forge.Requests.Count);
        house.Time.Now = house.Time.Now.AddSeconds(2);
        await house.RunAsync(isAsked: true);
        Assert.Equal(4, house.Forge.Asked.Length);
        Assert.Equal(["lost-0 arrived 1", "lost-1 open 1", "lost-2 open 1"], await house.LostAsync());
    }

    [Fact]
    public async Task The_last_request_of_a_limit_is_not_followed_by_one_that_would_be_refused()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Deliver("lost", 500);
        house.Forge.Before = http =>
        {
            http.Response.Headers["x-ratelimit-remaining"] = "0";
            http.Response.Headers["x-ratelimit-reset"] = $"{house.Time.Now.AddMinutes(20).ToUnixTimeSeconds()}";
            return Task.FromResult(false);
        };
        await house.RunAsync();
        Assert.Single(house.Forge.Requests);
        Assert.Contains("less often", (await house.StateAsync()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_server_is_not_waited_for()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Before = async http =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await house.RunAsync(timeout: TimeSpan.FromMilliseconds(50));
        Assert.Contains("did not answer", (await house.StateAsync()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_this_machine_is_asked_without_the_setting()
    {
        await using var house = await ReconcileHouse.NewAsync();
        await house.RunAsync(allowsPrivate: false);
        Assert.Empty(house.Forge.Requests);
        Assert.Contains("cannot be reached", (await house.StateAsync()).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task Cut_at_any_call_to_storage_it_comes_to_the_same_end(Fault fault)
    {
        await using var plain = await LostAsync();
        var counter = new FaultInjector();
        await plain.RunAsync(faults: counter);
        for (var call = 1; call <= counter.Operations; call++)
        {
            await using var house = await LostAsync();
            try
            {
                await house.RunAsync(faults: new FaultInjector().FailAt(call, fault));
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                // another process goes on when the row is free
            }

            for (var run = 0; run < 8; run++) await house.RunAfterAsync(10);
            Assert.All(await house.LostAsync(), each => Assert.Contains(" arrived ", each, StringComparison.Ordinal));
            Assert.Equal(3, (await house.StateAsync()).Lost.Count);
            Assert.InRange(house.Forge.Asked.Length, 3, 6); // each twice at most
            Assert.Null((await house.StateAsync()).Fault);
        }
    }

    [Fact]
    public async Task Of_several_processes_at_once_one_asks()
    {
        await using var house = await LostAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.RunAsync()));
        Assert.Equal(3, house.Forge.Asked.Length);
        Assert.Null((await house.StateAsync()).BusyUntil);
    }

    private static async Task<ReconcileHouse> LostAsync()
    {
        var house = await ReconcileHouse.NewAsync();
        for (var i = 0; i < 3; i++) house.Forge.Deliver($"lost-{i}", 502);
        return house;
    }

    private static async Task SaysNoSecretAsync(ReconcileHouse house)
    {
        var text = string.Join('\n', house.Log.Events.Select(each => each.Message).Concat(house.Log.Exceptions.Select(each => $"{each}")))
            + await house.StoredAsync();
        Assert.DoesNotContain(FakeForge.Token, text, StringComparison.Ordinal);
    }
}
