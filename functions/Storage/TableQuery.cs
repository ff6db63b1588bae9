namespace Grain.Functions.Storage;

/// <summary>Which rows to read, in the order of their keys.</summary>
public sealed record TableQuery
{
    /// <summary>An OData filter, or <see langword="null"/> for the whole table.</summary>
    public string? Filter { get; init; }

    /// <summary>Properties to return besides the keys; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Select { get; init; }

    /// <summary>Rows a page, 1 to <see cref="StorageLimits.PageRows"/>; without it as many as the service gives.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where to go on: <see cref="TablePage.Continuation"/> of an earlier page of the same query.</summary>
    public string? Continuation { get; init; }

    /// <summary>The whole table.</summary>
    public static TableQuery All { get; } = new();

    /// <summary>All rows of a partition.</summary>
    public static TableQuery Partition(string partitionKey, int? pageSize = null, IReadOnlyList<string>? select = null) =>
        new() { Filter = $"PartitionKey eq {Literal(partitionKey)}", PageSize = pageSize, Select = select };

    /// <summary>The rows of a partition whose keys lie in a range, by ordinal comparison.</summary>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="fromRowKey">The first key, inclusive.</param>
    /// <param name="toRowKey">The end, exclusive.</param>
    /// <param name="pageSize">See <see cref="PageSize"/>.</param>
    /// <param name="select">See <see cref="Select"/>.</param>
    public static TableQuery Range(
        string partitionKey, string fromRowKey, string toRowKey, int? pageSize = null, IReadOnlyList<string>? select = null)
    {
        var range = $"RowKey ge {Literal(fromRowKey)} and RowKey lt {Literal(toRowKey)}";
        return new() { Filter = $"PartitionKey eq {Literal(partitionKey)} and {range}", PageSize = pageSize, Select = select };
    }

    /// <summary>The rows of a partition whose keys begin with a prefix.</summary>
    /// <exception cref="ArgumentException">The prefix is empty, or ends with the highest of all characters.</exception>
    public static TableQuery Prefix(string partitionKey, string prefix, int? pageSize = null, IReadOnlyList<string>? select = null) =>
        Range(partitionKey, prefix, EndOf(prefix), pageSize, select);

    /// <summary>A string literal of a filter: in single quotes, those inside doubled.</summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    internal string ToQueryString()
    {
        if (PageSize is <= 0 or > StorageLimits.PageRows) throw new ArgumentException($"A page has 1 to {StorageLimits.PageRows} rows, not {PageSize}.");
        var parts = new List<string>(4);
        if (Filter is not null) parts.Add($"$filter={Uri.EscapeDataString(Filter)}");
        if (PageSize is not null) parts.Add($"$top={PageSize}");
        if (Select is not null) parts.Add($"$select=PartitionKey,RowKey,{string.Join(',', Select.Select(Uri.EscapeDataString))}".TrimEnd(','));
        if (Continuation is not null) parts.Add(TablePage.CheckedContinuation(Continuation));
        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }

    private static string EndOf(string prefix)
    {
        if (prefix.Length == 0 || prefix[^1] == char.MaxValue) throw new ArgumentException("The prefix is empty or ends with U+FFFF.", nameof(prefix));
        // No key holds a character from U+007F to U+009F, so that the end can lie above them.
        var last = prefix[^1] is >= '~' and < '\u00A0' ? '\u00A0' : (char)(prefix[^1] + 1);
        return prefix[..^1] + last;
    }
}

/// <summary>Some rows of a query. A page may be empty and yet not be the last.</summary>
/// <param name="Rows">The rows, in the order of their keys.</param>
/// <param name="Continuation">Where the next page starts, or <see langword="null"/> when this is the last.</param>
public sealed record TablePage(IReadOnlyList<TableEntity> Rows, string? Continuation)
{
    private const string NextPartition = "NextPartitionKey=";
    private const string NextRow = "&NextRowKey=";

    internal static string? ContinuationOf(Azure.Core.ResponseHeaders headers)
    {
        if (!headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition)) return null;
        var row = headers.TryGetValue("x-ms-continuation-NextRowKey", out var text) ? NextRow + Uri.EscapeDataString(text) : "";
        return NextPartition + Uri.EscapeDataString(partition) + row;
    }

    /// <summary>A continuation may have travelled through somebody's hands; anything but one is refused.</summary>
    internal static string CheckedContinuation(string text)
    {
        var row = text.IndexOf(NextRow, StringComparison.Ordinal);
        var values = text.StartsWith(NextPartition, StringComparison.Ordinal)
            ? text[NextPartition.Length..(row < 0 ? text.Length : row)] + (row < 0 ? "" : text[(row + NextRow.Length)..])
            : "&";
        return values.All(c => char.IsAsciiLetterOrDigit(c) || c is '%' or '-' or '.' or '_' or '~')
            ? text
            : throw new ArgumentException("The continuation is not one that a page of this service carried.");
    }
}
