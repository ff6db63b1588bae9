using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Hosting;

/// <summary>Reads request bodies.</summary>
public static class JsonBody
{
    /// <summary>The body as JSON of a known shape.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, <c>null</c>, or of another shape; the problem says where.</exception>
    /// <exception cref="BadHttpRequestException">413: over the endpoint's cap.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, shape, cancellationToken)
                ?? throw new ProblemException(Problem.BadRequest("$", "must not be null"));
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }

    /// <summary>The body as a JSON document, for readers that name every fault themselves.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, or a name is no text or occurs twice in an object; the problem says where.</exception>
    /// <exception cref="BadHttpRequestException">413: over the endpoint's cap.</exception>
    public static async Task<JsonDocument> ReadDocumentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, cancellationToken);
        try
        {
            return SentJson.Parse(bytes);
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }

    /// <summary>The body byte for byte, as a signature was made over it.</summary>
    /// <remarks>
    /// It is collected in borrowed blocks and copied once, so that a large one costs its own size and no more. The length that a
    /// request declares is not believed: memory is taken as bytes come in, and the server enforces the cap meanwhile.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="whenLarge">Awaited once more than <see cref="LargeBytes"/> have come, before more memory is taken.</param>
    /// <exception cref="BadHttpRequestException">413: over the endpoint's cap.</exception>
    public static async Task<byte[]> ReadBytesAsync(
        HttpRequest request, CancellationToken cancellationToken, Func<CancellationToken, Task>? whenLarge = null)
    {
        var blocks = new List<byte[]> { Blocks.Rent(FirstBlockBytes) };
        try
        {
            var (total, filled) = (0, 0);
            while (await request.Body.ReadAsync(blocks[^1].AsMemory(filled), cancellationToken) is var read and > 0)
            {
                total += read;
                filled += read;
                if (filled < blocks[^1].Length) continue;
                if (total == LargeBytes && whenLarge is not null) await whenLarge(cancellationToken);
                blocks.Add(Blocks.Rent(BlockBytes));
                filled = 0;
            }

            return Joined(blocks, total);
        }
        finally
        {
            foreach (var block in blocks) Blocks.Return(block);
        }
    }

    /// <summary>Bytes from which on a body is large.</summary>
    public const int LargeBytes = FirstBlockBytes + BlockBytes;

    private const int FirstBlockBytes = 64 * 1024; // most bodies fit
    private const int BlockBytes = 1 << 20;

    /// <summary>
    /// Keeps at most 32 blocks of each size for the whole process, which are 34 MiB. The shared pool would keep some for every thread that ever
    /// gave one back.
    /// </summary>
    private static readonly ArrayPool<byte> Blocks = ArrayPool<byte>.Create(BlockBytes, 32);

    private static byte[] Joined(List<byte[]> blocks, int total)
    {
        var bytes = new byte[total];
        var at = 0;
        foreach (var block in blocks)
        {
            var length = Math.Min(block.Length, total - at);
            block.AsSpan(0, length).CopyTo(bytes.AsSpan(at));
            at += length;
        }

        return bytes;
    }
}
