using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>The filters that the house sends: comparisons of properties with texts, joined by "and".</summary>
internal static partial class TableFilter
{
    /// <summary>What a filter takes; <see langword="null"/> when it is none.</summary>
    public static Func<MemoryRow, bool>? Read(string filter)
    {
        if (filter.Length == 0) return _ => true;
        var conditions = new List<Func<MemoryRow, bool>>();
        for (var at = 0; ;)
        {
            var match = Condition().Match(filter, at);
            if (!match.Success) return null;
            conditions.Add(Compare(match.Groups[1].Value, match.Groups[2].Value, Plain(match.Groups[3].Value)));
            at += match.Length;
            if (at == filter.Length) return row => conditions.TrueForAll(condition => condition(row));
        }
    }

    /// <summary>A text as it is without its quotes.</summary>
    public static string Plain(string literal) => literal.Replace("''", "'", StringComparison.Ordinal);

    private static Func<MemoryRow, bool> Compare(string name, string comparison, string text) => row =>
    {
        var order = Math.Sign(string.CompareOrdinal(name switch
        {
            "PartitionKey" => row.PartitionKey,
            "RowKey" => row.RowKey,
            _ => row.Values.TryGetValue(name, out var value) ? value.GetString() : null,
        }, text));
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
