using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>A request body that can be sent again; disposing it (the request does) gives its buffer back.</summary>
internal sealed class PooledContent(PooledBuffer buffer) : RequestContent
{
    public override bool TryComputeLength(out long length)
    {
        length = buffer.Length;
        return true;
    }

    public override void WriteTo(Stream stream, CancellationToken cancellation) => stream.Write(buffer.Span);

    public override Task WriteToAsync(Stream stream, CancellationToken cancellation) => stream.WriteAsync(buffer.Memory, cancellation).AsTask();

    public override void Dispose() => buffer.Dispose();
}
