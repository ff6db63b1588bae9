using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>A blob as a line of JSON: its bytes as text where they are UTF-8, else in base64.</summary>
/// <param name="Name">Its name in the container.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="Text">Its bytes, if they are UTF-8.</param>
/// <param name="Base64">Its bytes otherwise.</param>
internal sealed record StoredBlob(string Name, string ContentType, string? Text, string? Base64)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Its bytes.</summary>
    public byte[] ToBytes() => Text is { } text ? Strict.GetBytes(text) : Convert.FromBase64String(Base64!);

    /// <summary>The blob of a line.</summary>
    public static StoredBlob Read(string line)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        return new StoredBlob((string)json["name"]!, (string)json["contentType"]!, (string?)json["text"], (string?)json["base64"]);
    }

    /// <summary>All blobs of a container, a line each.</summary>
    public static async Task<IReadOnlyList<string>> ReadAllAsync(BlobContainerClient container, string? prefix = null)
    {
        var lines = new List<string>();
        if (!await container.ExistsAsync()) return lines;
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, default))
        {
            var bytes = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
            var json = new JsonObject { ["name"] = blob.Name, ["contentType"] = blob.Properties.ContentType };
            try
            {
                json["text"] = Strict.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                json["base64"] = Convert.ToBase64String(bytes);
            }

            lines.Add(StoredRow.Line(json));
        }

        return lines;
    }

    /// <summary>Puts blobs into a new container.</summary>
    public static async Task WriteAllAsync(BlobContainerClient container, IEnumerable<string> lines)
    {
        await container.CreateAsync();
        foreach (var blob in lines.Select(Read))
            await container.GetBlobClient(blob.Name).UploadAsync(
                new BinaryData(blob.ToBytes()),
                new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = blob.ContentType } });
    }
}
