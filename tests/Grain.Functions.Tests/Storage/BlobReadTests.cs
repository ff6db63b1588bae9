using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class BlobReadTests
{
    private const int Length = 1_000_000;

    [Fact]
    public async Task A_connection_that_breaks_a_few_times_loses_nothing()
    {
        var (writer, reader) = await ContainersAsync(breakEvery: 210_000);
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        await writer.UploadAsync("b", bytes);
        var copy = await reader.ReadAsync("b", async (stream, cancellation) =>
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellation);
            return new ReadOnlyMemory<byte>(copy.ToArray());
        });
        Assert.Equal(bytes, copy!.Value.ToArray());
    }

    [Fact]
    public async Task A_blob_that_changes_while_it_is_read_is_an_error_and_not_a_mixture()
    {
        var (writer, reader) = await ContainersAsync(breakEvery: 210_000);
        await writer.UploadAsync("b", new byte[Length]);
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => reader.ReadAsync("b", async (stream, cancellation) =>
        {
            await stream.ReadExactlyAsync(new byte[10], cancellation);
            await writer.UploadAsync("b", new byte[Length], cancellation: cancellation);
            await stream.CopyToAsync(Stream.Null, cancellation);
            return 0;
        }));
        Assert.True(fault.IsStale());
    }

    [Fact]
    public async Task A_connection_that_gives_nothing_is_an_error_in_the_end()
    {
        var (writer, reader) = await ContainersAsync(breakEvery: 0);
        await writer.UploadAsync("b", new byte[Length]);
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => reader.ReadAsync("b", async (stream, cancellation) =>
        {
            await stream.CopyToAsync(Stream.Null, cancellation);
            return 0;
        }));
        Assert.True(fault.IsOutcomeUnknown());
    }

    private static async Task<(Container Writer, Container Reader)> ContainersAsync(int breakEvery)
    {
        var name = Azurite.NewName();
        var settings = Azurite.Settings();
        settings.EachTry.Add(new BreakingBodies(breakEvery));
        var account = StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString);
        return ((await Azurite.NewServiceAsync()).Container(name), new StorageService(account, settings).Container(name));
    }

    /// <summary>Every answer's body breaks off after some bytes.</summary>
    private sealed class BreakingBodies(int after) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.Response.Status is 200 or 206)
                message.Response.ContentStream = new BreakingStream(message.Response.ContentStream!, after);
        }
    }

    private sealed class BreakingStream(Stream inner, int left) : Stream
    {
        private int left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            if (left == 0) throw new IOException("The connection broke inside the body (injected).");
            var count = await inner.ReadAsync(buffer[..Math.Min(left, buffer.Length)], cancellation);
            left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
