using System.Globalization;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Azure;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>The Blob service.</summary>
internal sealed class MemoryBlobs
{
    private Dictionary<string, SortedDictionary<string, Blob>> containers = [];
    private long versions;

    private sealed record Blob(byte[] Content, string Type, string Version, DateTimeOffset At);

    /// <summary>Containers with the same blobs.</summary>
    public MemoryBlobs Copy() => new()
    {
        containers = containers.ToDictionary(each => each.Key, each => new SortedDictionary<string, Blob>(each.Value, each.Value.Comparer)),
        versions = versions,
    };

    public Response Answer(MemoryRequest request)
    {
        if (request.Path.Split('/', 2) is not [var name, var blob])
        {
            if (request.Method == "GET")
                return containers.TryGetValue(request.Path, out var all) ? List(all, request.Asked("prefix") ?? "")
                    : new InjectedResponse(404, "ContainerNotFound");
            return containers.TryAdd(request.Path, new(StringComparer.Ordinal)) ? new InjectedResponse(201, null, Tags("\"0x1\"", default))
                : new InjectedResponse(409, "ContainerAlreadyExists");
        }

        if (!containers.TryGetValue(name, out var blobs)) return new InjectedResponse(404, "ContainerNotFound");
        var found = blobs.GetValueOrDefault(blob);
        if (found is not null && request.Header("If-None-Match") == "*") return new InjectedResponse(409, "BlobAlreadyExists");
        if (request.Header("If-Match") is { } version && version != "*" && version != found?.Version)
            return new InjectedResponse(412, "ConditionNotMet");
        if (request.Method == "PUT")
        {
            var made = blobs[blob] = new(request.Body, request.Header("x-ms-blob-content-type") ?? "application/octet-stream",
                $"\"0x{++versions:X16}\"", TimeProvider.System.GetUtcNow());
            return new InjectedResponse(201, null, [.. Tags(made.Version, made.At), ("x-ms-request-server-encrypted", "true")]);
        }

        if (found is null) return new InjectedResponse(404, "BlobNotFound");
        if (request.Method == "GET") return Read(found, request.Header("x-ms-range") ?? request.Header("Range"));
        blobs.Remove(blob);
        return new InjectedResponse(202, null);
    }

    private static InjectedResponse Read(Blob blob, string? range)
    {
        var asked = range is null ? null : RangeHeaderValue.Parse(range).Ranges.Single();
        var (from, to) = ((int)(asked?.From ?? 0), (int)Math.Min(asked?.To ?? long.MaxValue, blob.Content.Length - 1L));
        if (asked is not null && from >= blob.Content.Length) return new(416, "InvalidRange");
        var part = blob.Content.AsMemory(from, to + 1 - from);
        (string, string)[] headers =
        [
            .. Tags(blob.Version, blob.At), ("Content-Type", blob.Type), ("x-ms-blob-type", "BlockBlob"), ("Accept-Ranges", "bytes"),
            ("Content-Length", part.Length.ToString(CultureInfo.InvariantCulture)),
            .. asked is null ? [] : new[] { ("Content-Range", $"bytes {from}-{to}/{blob.Content.Length}") },
        ];
        return new(asked is null ? 200 : 206, null, headers) { ContentStream = new MemoryStream(part.ToArray()) };
    }

    private static InjectedResponse List(SortedDictionary<string, Blob> blobs, string prefix)
    {
        var found = blobs.Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(blob => new XElement("Blob",
            new XElement("Name", blob.Key), new XElement("Properties", new XElement("Etag", blob.Value.Version),
                new XElement("Last-Modified", blob.Value.At.ToString("R", CultureInfo.InvariantCulture)),
                new XElement("BlobType", "BlockBlob"))));
        var list = new XElement("EnumerationResults", new XElement("Blobs", found), new XElement("NextMarker"));
        return new(200, null, ("Content-Type", "application/xml")) { Text = list.ToString(SaveOptions.DisableFormatting) };
    }

    private static (string, string)[] Tags(string version, DateTimeOffset at) =>
        [("ETag", version), ("Last-Modified", at.ToString("R", CultureInfo.InvariantCulture))];
}
