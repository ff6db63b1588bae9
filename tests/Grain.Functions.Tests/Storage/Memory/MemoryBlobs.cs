using System.Globalization;
using System.Xml.Linq;
using Azure;
using Blobs = System.Collections.Generic.SortedDictionary<string, Grain.Functions.Tests.Storage.Memory.MemoryBlob>;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>The Blob service.</summary>
internal sealed class MemoryBlobs
{
    private readonly Dictionary<(string Container, string Blob, string Block), byte[]> blocks = [];
    private Dictionary<string, Blobs> containers = [];
    private long versions;

    /// <summary>Says when blobs were changed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told each blob that is written, and its container.</summary>
    public Action<string, string>? Wrote { get; init; }

    /// <summary>Containers with the same blobs.</summary>
    public MemoryBlobs Copy() => new()
    {
        containers = containers.ToDictionary(each => each.Key, each => new Blobs(each.Value, each.Value.Comparer)),
        versions = versions,
        Time = Time,
    };

    public Response Answer(MemoryRequest request)
    {
        if (request.Path.Length == 0) return List("Containers", containers.Keys.Order(StringComparer.Ordinal).Select(name =>
            new XElement("Container", new XElement("Name", name), Properties("\"0x1\"", DateTimeOffset.UnixEpoch))));
        if (request.Path.Split('/', 2) is not [var name, var blob]) return AnswerOfContainer(request);
        if (!containers.TryGetValue(name, out var blobs)) return new InjectedResponse(404, "ContainerNotFound");
        var (found, operation) = (blobs.GetValueOrDefault(blob), request.Asked("comp"));
        if (operation == "lease")
        {
            if (found is null) return new InjectedResponse(404, "BlobNotFound");
            (blobs[blob], var answer) = found.Change(request);
            return answer;
        }

        if (operation == "block")
        {
            blocks[(name, blob, request.Asked("blockid")!)] = request.Body;
            return new InjectedResponse(201, null);
        }

        if (found is not null && request.Header("If-None-Match") == "*") return new InjectedResponse(409, "BlobAlreadyExists");
        if (request.Header("If-Match") is { } version && version != "*" && version != found?.Version)
            return new InjectedResponse(412, "ConditionNotMet");
        if (request.Method is "PUT" or "DELETE" && found?.Refuses(request) is { } refusal) return refusal;
        if (request.Method == "PUT" && operation != "metadata")
        {
            var content = operation == "blocklist" ? Joined(name, blob, request) : request.Body;
            var made = blobs[blob] = new(content, $"\"0x{++versions:X16}\"", Time.GetUtcNow(),
                request.Header("x-ms-blob-content-type") ?? "application/octet-stream")
            {
                Lease = found?.Lease,
            };
            Wrote?.Invoke(name, blob);
            return new InjectedResponse(201, null, [.. made.Tags, ("x-ms-request-server-encrypted", "true")]);
        }

        if (found is null) return new InjectedResponse(404, "BlobNotFound");
        if (request.Method == "PUT") return new InjectedResponse(200, null, found.Tags); // metadata, which nobody here reads
        if (request.Method != "DELETE") return found.Read(request.Header("x-ms-range") ?? request.Header("Range"));
        blobs.Remove(blob);
        return new InjectedResponse(202, null);
    }

    private InjectedResponse AnswerOfContainer(MemoryRequest request)
    {
        var (all, tags) = (containers.GetValueOrDefault(request.Path), MemoryBlob.TagsOf("\"0x1\"", DateTimeOffset.UnixEpoch));
        if (request.Method != "PUT") return all is null ? new(404, "ContainerNotFound")
            : request.Asked("comp") != "list" ? new(200, null, tags)
            : List("Blobs", all.Where(blob => blob.Key.StartsWith(request.Asked("prefix") ?? "", StringComparison.Ordinal)).Select(blob =>
                new XElement("Blob", new XElement("Name", blob.Key), Properties(blob.Value.Version, blob.Value.At,
                    new XElement("Content-Type", blob.Value.Type), new XElement("Content-Length", blob.Value.Content.Length),
                    new XElement("BlobType", "BlockBlob")))));
        if (all is not null) return new(409, "ContainerAlreadyExists");
        containers[request.Path] = new(StringComparer.Ordinal);
        return new(201, null, tags);
    }

    /// <summary>The blocks of a list, one after the other.</summary>
    private byte[] Joined(string container, string blob, MemoryRequest request) =>
        [.. XDocument.Load(new MemoryStream(request.Body)).Root!.Elements().SelectMany(block => blocks[(container, blob, block.Value)])];

    private static XElement Properties(string version, DateTimeOffset at, params XElement[] others) => new("Properties",
        new XElement("Etag", version), new XElement("Last-Modified", at.ToString("R", CultureInfo.InvariantCulture)), others);

    private static InjectedResponse List(string what, IEnumerable<XElement> found) =>
        new(200, null, ("Content-Type", "application/xml"))
        {
            Text = new XElement("EnumerationResults", new XElement(what, found), new XElement("NextMarker"))
                .ToString(SaveOptions.DisableFormatting),
        };
}
