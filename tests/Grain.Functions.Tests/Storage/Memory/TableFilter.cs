using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>The filters that the house sends: comparisons of properties with texts, joined by "and".</summary>
internal sealed partial class TableFilter
{
    /// <summary>What is asked of a partition as a whole, and of each row.</summary>
    private readonly List<(string Name, Func<string?, bool> Takes)> ofPartitions = [], ofRows = [];

    private string? partition;

    /// <summary>Reads a filter; <see langword="null"/> when it is none.</summary>
    public static TableFilter? Read(string text)
    {
        var filter = new TableFilter();
        for (var at = 0; at < text.Length;)
        {
            var match = Condition().Match(text, at);
            if (!match.Success) return null;
            var (name, comparison, value) = (match.Groups[1].Value, match.Groups[2].Value, Plain(match.Groups[3].Value));
            (name == "PartitionKey" ? filter.ofPartitions : filter.ofRows).Add((name, Compare(comparison, value)));
            if ((name, comparison) == ("PartitionKey", "eq")) filter.partition = value;
            at += match.Length;
        }

        return filter;
    }

    /// <summary>The rows that it takes in the order of their keys, from a certain one on.</summary>
    public IEnumerable<MemoryRow> Rows(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, MemoryRow>> partitions, (string Partition, string Row)? from)
    {
        IEnumerable<string> names = partition is null ? partitions.Keys : [partition];
        foreach (var name in names.Where(name => from is not { } start || string.CompareOrdinal(name, start.Partition) >= 0))
        {
            if (!ofPartitions.TrueForAll(condition => condition.Takes(name)) || !partitions.TryGetValue(name, out var rows)) continue;
            foreach (var row in rows.Values)
                if ((from is not { } start || name != start.Partition || string.CompareOrdinal(row.RowKey, start.Row) >= 0)
                    && ofRows.TrueForAll(condition => condition.Takes(ValueOf(row, condition.Name)))) yield return row;
        }
    }

    /// <summary>A text as it is without its quotes.</summary>
    public static string Plain(string literal) => literal.Replace("''", "'", StringComparison.Ordinal);

    private static string? ValueOf(MemoryRow row, string name) => name == "RowKey" ? row.RowKey
        : row.Values.TryGetValue(name, out var value) ? value.GetString() : null;

    private static Func<string?, bool> Compare(string comparison, string text) => value =>
    {
        var order = Math.Sign(string.CompareOrdinal(value, text));
        return comparison switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "lt" => order < 0,
            "le" => order <= 0,
            "gt" => order > 0,
            _ => order >= 0,
        };
    };

    [GeneratedRegex(@"\G(\w+) (eq|ne|lt|le|gt|ge) '((?:[^']|'')*)'(?: and (?=\w)|\z)")]
    private static partial Regex Condition();
}
