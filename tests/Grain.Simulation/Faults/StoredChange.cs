using Grain.Functions.Tests.Storage.Memory;

namespace Grain.Simulation.Faults;

/// <summary>A change that a request, or an action of a transaction, makes to a row; read once for all who look at it.</summary>
internal sealed class StoredChange
{
    private readonly MemoryRequest request;

    public StoredChange(MemoryRequest request, bool ofTable)
    {
        this.request = request;
        if (ofTable && request.Body is [(byte)'{', ..] && request.Path != "Tables") Row = StoredProperties.Of(request.Body);
    }

    /// <summary>The method of HTTP.</summary>
    public string Method => request.Method;

    /// <summary>The path.</summary>
    public string Path => request.Path;

    /// <summary>The version that it goes by; absent if none.</summary>
    public string? IfMatch => request.Header("If-Match");

    /// <summary>The row; absent where one is deleted, or it is no row.</summary>
    public StoredProperties? Row { get; }

    /// <summary>The keys of the row.</summary>
    public (string Partition, string Row) Keys => Row is { } row ? (row.Get("PartitionKey"), row.Get("RowKey"))
        : Path.Split('\'') is [_, var partition, _, var key, ..] ? (partition, key) : ("", "");

    /// <summary>The space whose row it is: partitions are named after it, and some are parts of it.</summary>
    public string Space => Keys.Partition.Split('~')[0];

    /// <summary>What was sent.</summary>
    public byte[] Body => request.Body;

    /// <summary>For people, and the same in every run.</summary>
    public override string ToString()
    {
        var filter = request.Asked("$filter") is { } asked ? $" {asked}" : "";
        var key = Method == "POST" && Row is { } row ? $"({row.TryGet("PartitionKey")}, {row.TryGet("RowKey")})" : "";
        return $"{Method} {Path}{filter}{key}";
    }
}
