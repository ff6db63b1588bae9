namespace Grain.Functions.Storage;

/// <summary>OData filters for the rows of a partition; keys are compared ordinally.</summary>
internal static class Filters
{
    /// <summary>All rows of a partition.</summary>
    public static string Partition(string partitionKey) => $"PartitionKey eq {Literal(partitionKey)}";

    /// <summary>The rows whose keys lie from <paramref name="fromRowKey"/> to before <paramref name="toRowKey"/>.</summary>
    public static string Range(string partitionKey, string fromRowKey, string toRowKey) =>
        $"{Partition(partitionKey)} and RowKey ge {Literal(fromRowKey)} and RowKey lt {Literal(toRowKey)}";

    /// <summary>The rows whose keys begin with a prefix.</summary>
    /// <exception cref="ArgumentException">The prefix is empty, or ends with the highest of all characters.</exception>
    public static string Prefix(string partitionKey, string prefix)
    {
        if (prefix.Length == 0 || prefix[^1] == char.MaxValue)
            throw new ArgumentException("The prefix is empty or ends with U+FFFF.", nameof(prefix));
        // No key holds a character from U+007F to U+009F, so that the end can lie above them.
        var next = prefix[^1] is >= '~' and < '\u00A0' ? '\u00A0' : (char)(prefix[^1] + 1);
        return Range(partitionKey, prefix, prefix[..^1] + next);
    }

    /// <summary>A string literal: in single quotes, those inside doubled.</summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
