using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class BlobReadStreamTests
{
    private const int Length = 1_000_000;

    [Fact]
    public async Task A_connection_that_breaks_again_and_again_loses_nothing()
    {
        var (writer, reader) = await BlobsAsync(breakEvery: 70_000);
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        await writer.UploadAsync(bytes);
        await using var stream = (await reader.OpenReadAsync())!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task A_blob_that_changes_while_it_is_read_is_an_error_and_not_a_mixture()
    {
        var (writer, reader) = await BlobsAsync(breakEvery: 70_000);
        await writer.UploadAsync(new byte[Length]);
        await using var stream = (await reader.OpenReadAsync())!;
        await stream.ReadExactlyAsync(new byte[10]);
        await writer.UploadAsync(new byte[Length]);
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => stream.CopyToAsync(Stream.Null));
        Assert.True(fault.IsStale());
    }

    [Fact]
    public async Task A_connection_that_gives_nothing_is_an_error_in_the_end()
    {
        var (writer, reader) = await BlobsAsync(breakEvery: 0);
        await writer.UploadAsync(new byte[Length]);
        await using var stream = (await reader.OpenReadAsync())!;
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => stream.CopyToAsync(Stream.Null));
        Assert.True(fault.IsOutcomeUnknown());
    }

    private static async Task<(BlobClient Writer, BlobClient Reader)> BlobsAsync(int breakEvery)
    {
        var name = Azurite.NewName();
        var options = Azurite.Options();
        options.AddPolicy(new BreakingBodies(breakEvery), HttpPipelinePosition.BeforeTransport);
        var account = StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString);
        return ((await Azurite.NewServiceAsync()).Container(name).Blob("b"), new StorageService(account, options).Container(name).Blob("b"));
    }

    /// <summary>Every answer's body breaks off after some bytes.</summary>
    private sealed class BreakingBodies(int after) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
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
