using System.Runtime.CompilerServices;
using System.Xml;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>One container of blobs.</summary>
public sealed class BlobContainerClient
{
    internal const string ContainerNotFound = "ContainerNotFound";

    internal BlobContainerClient(StoragePipeline pipeline, string name, string slice)
    {
        Pipeline = pipeline;
        Slice = slice;
        Name = name;
    }

    /// <summary>The container's name.</summary>
    public string Name { get; }

    internal StoragePipeline Pipeline { get; }

    internal string Slice { get; }

    /// <summary>A blob.</summary>
    /// <param name="name">1 to 1 024 characters; slashes make folders in most tools.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or has a path segment <c>.</c> or <c>..</c>.</exception>
    public BlobClient Blob(string name) => new(this, name);

    /// <summary>Lists the names of the blobs that begin with a prefix, in ordinal order, page by page. A missing container has none.</summary>
    public async IAsyncEnumerable<string> ListAsync(string prefix = "", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (string? marker = ""; marker is not null;)
        {
            (var names, marker) = await ListPageAsync(prefix, marker, cancellation);
            foreach (var name in names) yield return name;
        }
    }

    /// <summary>Makes the container, private; nothing happens when it is there. Uploads do so by themselves.</summary>
    public async Task CreateAsync(CancellationToken cancellation = default)
    {
        using var message = Pipeline.Message("create-container", Slice, RequestMethod.Put, $"/{Name}?restype=container");
        var response = await Pipeline.SendAsync(message, cancellation);
        if (response.Status is not (201 or 409) || (response.Status == 409 && StorageFault.CodeOf(response) != "ContainerAlreadyExists"))
            throw StorageFault.Of(StorageOperation.Of(message), Name, response);
    }

    private async Task<(List<string> Names, string? Marker)> ListPageAsync(string prefix, string marker, CancellationToken cancellation)
    {
        var query = $"?restype=container&comp=list{Parameter("prefix", prefix)}{Parameter("marker", marker)}";
        using var message = Pipeline.Message("list", Slice, RequestMethod.Get, $"/{Name}{query}");
        var response = await Pipeline.SendAsync(message, cancellation);
        if (response.Status == 404) return ([], null);
        if (response.Status != 200) throw StorageFault.Of(StorageOperation.Of(message), Name, response);
        return ReadPage(response.ContentStream!);
    }

    private static (List<string> Names, string? Marker) ReadPage(Stream body)
    {
        var names = new List<string>();
        string? marker = null;
        using var xml = XmlReader.Create(body, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        xml.Read();
        while (!xml.EOF)
        {
            if (xml is { NodeType: XmlNodeType.Element, Name: "Name" }) names.Add(xml.ReadElementContentAsString());
            else if (xml is { NodeType: XmlNodeType.Element, Name: "NextMarker" }) marker = xml.ReadElementContentAsString();
            else xml.Read();
        }

        return (names, string.IsNullOrEmpty(marker) ? null : marker);
    }

    private static string Parameter(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
