using System.Buffers;
using Grain.Functions.Hosting;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Webhooks;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Memory is bounded whatever is sent: few large bodies at once, and nothing of them stays behind in a pool.</summary>
public sealed class LargeBodyTests : IDisposable
{
    private readonly SemaphoreSlim turns = new(LargeBodyTurn.AtOnce);

    public void Dispose() => turns.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(JsonBody.LargeBytes - 1, false)]
    [InlineData(JsonBody.LargeBytes, true)]
    [InlineData(10_000_000, true)]
    public async Task Only_a_body_that_proves_large_waits_for_a_turn(int length, bool isLarge)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        using var turn = new LargeBodyTurn(turns);
        Assert.Equal(bytes, await JsonBody.ReadBytesAsync(Request(bytes), CancellationToken.None, turn.TakeAsync));
        Assert.Equal(LargeBodyTurn.AtOnce - (isLarge ? 1 : 0), turns.CurrentCount);

        // The caller's thread may be one of the test runner's own, so that a pool's is not to be expected.
        var caller = Thread.CurrentThread;
        var reader = await turn.ReadAsync(() => (Thread.CurrentThread, Thread.CurrentThread.IsThreadPoolThread));
        Assert.Equal(isLarge, reader.CurrentThread != caller);
        if (isLarge) Assert.False(reader.IsThreadPoolThread);
    }

    [Fact]
    public async Task One_too_many_waits_until_another_is_through()
    {
        var first = new LargeBodyTurn(turns);
        await first.TakeAsync(CancellationToken.None);
        for (var i = 1; i < LargeBodyTurn.AtOnce; i++) await new LargeBodyTurn(turns).TakeAsync(CancellationToken.None);
        using var late = new LargeBodyTurn(turns);
        var waiting = JsonBody.ReadBytesAsync(Request(new byte[2 * JsonBody.LargeBytes]), CancellationToken.None, late.TakeAsync);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        Assert.Equal(2 * JsonBody.LargeBytes, (await waiting).Length);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_turn_to_others()
    {
        using (var only = new SemaphoreSlim(0))
        using (var cancel = new CancellationTokenSource())
        {
            using (var turn = new LargeBodyTurn(only))
            {
                var waiting = turn.TakeAsync(cancel.Token);
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            }

            Assert.Equal(0, only.CurrentCount);
        }
    }

    [Fact]
    public async Task What_the_reading_of_a_large_body_borrows_goes_with_its_thread()
    {
        using var turn = new LargeBodyTurn(turns);
        await turn.TakeAsync(CancellationToken.None);
        var borrowed = await turn.ReadAsync(() =>
        {
            var array = ArrayPool<byte>.Shared.Rent(16 << 20);
            ArrayPool<byte>.Shared.Return(array);
            return new WeakReference(array);
        });
        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            return !borrowed.IsAlive;
        });
    }

    private static HttpRequest Request(byte[] body) => new DefaultHttpContext { Request = { Body = new MemoryStream(body) } }.Request;
}
