using Azure.Data.Tables;

namespace Grain.Functions.Storage;

/// <summary>
/// Reads properties of rows, and texts that one property can not hold. For a property that may be absent use the row's own getters.
/// </summary>
internal static class RowValues
{
    /// <summary>A property that must be there; a 32-bit integer counts as a longer one and as a floating-point number.</summary>
    /// <exception cref="InvalidDataException">It is absent or of another type; the message names row and property.</exception>
    public static T Required<T>(this TableEntity row, string name)
        where T : notnull
    {
        if (!row.TryGetValue(name, out var value)) throw new InvalidDataException($"Row {row.Place()} has no property {name}.");
        if (value is int number && typeof(T) == typeof(long)) return (T)(object)(long)number;
        if (value is int whole && typeof(T) == typeof(double)) return (T)(object)(double)whole;
        return value is T exact ? exact
            : throw new InvalidDataException($"Row {row.Place()}: property {name} is {value.GetType().Name}, not {typeof(T).Name}.");
    }

    /// <summary>
    /// Sets text of any length that fits the row; beyond one property it goes on in <c>name_1</c>, <c>name_2</c>, … Such a row is written
    /// whole: a merge would keep the end of an earlier, longer text.
    /// </summary>
    public static TableEntity SetText(this TableEntity row, string name, string text)
    {
        var part = 0;
        do
        {
            var length = Math.Min(StorageLimits.StringPropertyChars, text.Length);
            // A surrogate pair stays together: half of it is no Unicode text.
            if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
            row[PartOf(name, part++)] = text[..length];
            text = text[length..];
        }
        while (text.Length > 0);
        while (row.Remove(PartOf(name, part))) part++;
        return row;
    }

    /// <summary>Gets text that <see cref="SetText"/> has set.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string Text(this TableEntity row, string name)
    {
        var text = row.Required<string>(name);
        if (!row.ContainsKey(PartOf(name, 1))) return text;
        return text + string.Concat(Enumerable.Range(1, row.Count).Select(part => PartOf(name, part)).TakeWhile(row.ContainsKey)
            .Select(row.Required<string>));
    }

    /// <summary>Both keys, for logs and errors.</summary>
    public static string Place(this TableEntity row) => $"{row.PartitionKey} / {row.RowKey}";

    private static string PartOf(string name, int part) => part == 0 ? name : $"{name}_{part}";
}
