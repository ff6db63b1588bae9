using System.IO.Pipelines;
using Grain.Functions.Hosting.Bodies;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Bodies;

public sealed class BodyBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(1_000_000)]
    public async Task A_body_is_read_whole_and_holds_its_own_length(int length)
    {
        var budget = new BodyBudget((2 * length) + (1 << 20), TimeProvider.System);
        var sent = new byte[length];
        new Random(1).NextBytes(sent);
        var held = budget.Open("a", isProven: false);
        Assert.Equal(sent, await BodyBytes.ReadAsync(new MemoryStream(sent), held, default));
        Assert.Equal((length, false), (budget.Taken, held.IsArriving));
        held.Dispose();
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public async Task A_body_that_makes_room_ends_and_gives_back_what_it_held()
    {
        var budget = new BodyBudget(40_000, TimeProvider.System);
        var slow = new Pipe();
        var reading = BodyBytes.ReadAsync(slow.Reader.AsStream(), budget.Open("a", isProven: false), default);
        // there is room for both
        Assert.Equal([7], await BodyBytes.ReadAsync(new MemoryStream([7]), budget.Open("b", isProven: false), default));
        await budget.Open("d", isProven: false).TakeAsync(39_000, default);
        await Assert.ThrowsAsync<NoRoomException>(() => reading);
        Assert.Equal(39_001, budget.Taken);
    }

    [Fact]
    public async Task Who_goes_away_gives_back_what_was_held()
    {
        var budget = new BodyBudget(40_000, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var reading = BodyBytes.ReadAsync(new Pipe().Reader.AsStream(), budget.Open("a", isProven: false), gone.Token);
        Assert.Equal(16 * 1024, budget.Taken);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, budget.Taken);
    }

    [Theory]
    [InlineData(0, "203.0.113.7", "")]
    [InlineData(1, "203.0.113.7", "203.0.113.7")]
    [InlineData(1, "203.0.113.7:4711", "203.0.113.7")]
    [InlineData(1, "10.0.0.1, 203.0.113.7:4711", "203.0.113.7")] // what stands further left is the caller's own word
    [InlineData(2, "10.0.0.1, 203.0.113.7 , 198.51.100.2:1", "203.0.113.7")]
    [InlineData(2, "203.0.113.7", "")]
    [InlineData(1, "unknown", "")]
    [InlineData(1, "[2001:db8:1:2:3:4:5:6]:80", "20010DB800010002")]
    [InlineData(1, "2001:db8:1:2:ffff::1", "20010DB800010002")]
    [InlineData(1, "::ffff:203.0.113.7", "203.0.113.7")]
    public void A_client_is_whom_the_trusted_servers_saw(int hops, string forwarded, string client)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(client, new BodyDoor(new BodyBudget(1, TimeProvider.System), hops).ClientOf(request));
        Assert.Equal("", new BodyDoor(new BodyBudget(1, TimeProvider.System), hops).ClientOf(new DefaultHttpContext().Request));
    }
}
