using Microsoft.Win32.SafeHandles;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>
/// Carries answers from the one who makes them to a caller who may not read them before everything is sent, as most HTTP clients
/// do. Writing into the connection would then wait for ever; so answers go through a temporary file, and memory stays bounded.
/// </summary>
internal sealed class AnswerSpool : IDisposable
{
    private const int ChunkBytes = 32 * 1024;

    private readonly SafeFileHandle file = File.OpenHandle(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
        FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    private readonly SemaphoreSlim more = new(0);
    private long written;
    private volatile bool isComplete;

    /// <summary>Adds bytes; returns when they are in the file. One writer at a time.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await RandomAccess.WriteAsync(file, bytes, written, cancellation);
        Interlocked.Add(ref written, bytes.Length);
        more.Release();
    }

    /// <summary>Nothing more will be written.</summary>
    public void Complete()
    {
        isComplete = true;
        more.Release();
    }

    /// <summary>Hands everything on as it comes, until <see cref="Complete"/>.</summary>
    public async Task CopyToAsync(Stream target, CancellationToken cancellation)
    {
        var chunk = new byte[ChunkBytes];
        for (var read = 0L; ;)
        {
            var isLast = isComplete;
            while (read < Interlocked.Read(ref written))
            {
                var count = await RandomAccess.ReadAsync(file, chunk, read, cancellation);
                await target.WriteAsync(chunk.AsMemory(0, count), cancellation);
                read += count;
            }

            await target.FlushAsync(cancellation);
            if (isLast) return;
            await more.WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        more.Dispose();
    }
}
