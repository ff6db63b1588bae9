using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;

namespace Grain.Functions.Storage;

/// <summary>
/// A row of a table: two keys and typed properties. Values lie unboxed in one small array.
/// Setters return the row itself; getters throw an <see cref="InvalidDataException"/> that names row and property
/// when it is absent or of another type.
/// </summary>
public sealed class TableEntity
{
    private TableProperty[] properties;
    private int count;

    /// <summary>Makes a row without properties.</summary>
    /// <param name="partitionKey">
    /// At most <see cref="StorageLimits.KeyChars"/>; no control character, <c>/</c>, <c>\</c>, <c>#</c> or <c>?</c> (see <see cref="TableKey"/>).
    /// </param>
    /// <param name="rowKey">As the partition key; unique in its partition.</param>
    public TableEntity(string partitionKey, string rowKey)
        : this(partitionKey, rowKey, capacity: 4)
    {
    }

    internal TableEntity(string partitionKey, string rowKey, int capacity)
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
        properties = capacity == 0 ? [] : new TableProperty[capacity];
    }

    /// <summary>The key of the partition; one transaction stays within one partition.</summary>
    public string PartitionKey { get; internal set; }

    /// <summary>The key within the partition; rows are ordered by it, ordinally.</summary>
    public string RowKey { get; internal set; }

    /// <summary>The version of the row as it was read; empty for one that has not been read.</summary>
    public ETag ETag { get; internal set; }

    /// <summary>
    /// Bytes the row takes in the store, at most <see cref="StorageLimits.EntityBytes"/>: 4, twice the characters of both keys, and for each property 8,
    /// twice the characters of its name, and its value (a string: 4 and twice its characters; binary: 4 and its bytes; the rest 1 to 8).
    /// Source: "How Windows Azure Storage bills", Microsoft's storage team.
    /// </summary>
    public int StoredSize
    {
        get
        {
            var size = 4 + 2 * (PartitionKey.Length + RowKey.Length);
            foreach (ref readonly var property in Properties) size += 8 + 2 * property.Name.Length + property.ValueSize;
            return size;
        }
    }

    internal ReadOnlySpan<TableProperty> Properties => properties.AsSpan(0, count);

    /// <summary>Sets a string of at most <see cref="StorageLimits.StringPropertyChars"/>; for longer text use <see cref="SetText"/>.</summary>
    public TableEntity SetString(string name, string value)
    {
        if (value.Length > StorageLimits.StringPropertyChars)
            throw Invalid(name, $"{value.Length} characters are more than the {StorageLimits.StringPropertyChars} of one property");
        return UnicodeText.FaultOf(value) is { } fault ? throw Invalid(name, fault) : Set(name, TableProperty.Of(value));
    }

    /// <summary>Sets a 32-bit integer.</summary>
    public TableEntity SetInt32(string name, int value) => Set(name, new TableProperty(EdmType.Int32, value));

    /// <summary>Sets a 64-bit integer.</summary>
    public TableEntity SetInt64(string name, long value) => Set(name, new TableProperty(EdmType.Int64, value));

    /// <summary>Sets a floating-point number; NaN and the infinities are kept.</summary>
    public TableEntity SetDouble(string name, double value) => Set(name, new TableProperty(EdmType.Double, BitConverter.DoubleToInt64Bits(value)));

    /// <summary>Sets a truth value.</summary>
    public TableEntity SetBoolean(string name, bool value) => Set(name, new TableProperty(EdmType.Boolean, value ? 1 : 0));

    /// <summary>Sets a moment, kept as UTC to 100 ns, from the year 1601 on.</summary>
    public TableEntity SetDateTimeOffset(string name, DateTimeOffset value) => value.UtcDateTime.Year >= 1601
        ? Set(name, new TableProperty(EdmType.DateTime, value.UtcTicks))
        : throw Invalid(name, "the service keeps no moment before the year 1601");

    /// <summary>Sets at most <see cref="StorageLimits.BinaryPropertyBytes"/>; the array is not copied.</summary>
    public TableEntity SetBinary(string name, byte[] value) => value.Length <= StorageLimits.BinaryPropertyBytes
        ? Set(name, new TableProperty(EdmType.Binary, 0, value))
        : throw Invalid(name, $"{value.Length} bytes are more than the {StorageLimits.BinaryPropertyBytes} of one property");

    /// <summary>Gets a string.</summary>
    public string GetString(string name) => (string)Require(name, EdmType.String).Reference!;

    /// <summary>Gets a 32-bit integer.</summary>
    public int GetInt32(string name) => (int)Require(name, EdmType.Int32).Bits;

    /// <summary>Gets a 64-bit integer; a 32-bit one counts as such.</summary>
    public long GetInt64(string name) => Require(name, EdmType.Int64).Bits;

    /// <summary>Gets a floating-point number; a 32-bit integer counts as such.</summary>
    public double GetDouble(string name) => Require(name, EdmType.Double).AsDouble;

    /// <summary>Gets a truth value.</summary>
    public bool GetBoolean(string name) => Require(name, EdmType.Boolean).Bits != 0;

    /// <summary>Gets a moment, in UTC.</summary>
    public DateTimeOffset GetDateTimeOffset(string name) => new(Require(name, EdmType.DateTime).Bits, TimeSpan.Zero);

    /// <summary>Gets bytes; the array belongs to the row.</summary>
    public byte[] GetBinary(string name) => (byte[])Require(name, EdmType.Binary).Reference!;

    /// <summary>Whether a property is there, of whatever type.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>Gets a string, unless the property is absent. Of another type: throws, as <see cref="GetString"/>.</summary>
    public bool TryGetString(string name, [NotNullWhen(true)] out string? value) => (value = Contains(name) ? GetString(name) : null) is not null;

    /// <summary>Gets a 32-bit integer, unless the property is absent.</summary>
    public bool TryGetInt32(string name, out int value) => Found(name, value = Contains(name) ? GetInt32(name) : 0);

    /// <summary>Gets a moment, unless the property is absent.</summary>
    public bool TryGetDateTimeOffset(string name, out DateTimeOffset value) => Found(name, value = Contains(name) ? GetDateTimeOffset(name) : default);

    /// <summary>
    /// Sets text of any length that fits the row; beyond one property it goes on in <c>name_1</c>, <c>name_2</c>, … Write such a row
    /// whole (<see cref="TableUpdateMode.Replace"/>): a merge would keep the end of an earlier, longer text.
    /// </summary>
    /// <exception cref="ArgumentException">The row would be larger than <see cref="StorageLimits.EntityBytes"/>.</exception>
    public TableEntity SetText(string name, string text)
    {
        if (2L * text.Length > StorageLimits.EntityBytes)
            throw Invalid(name, $"{text.Length} characters are more than a row of {StorageLimits.EntityBytes} bytes can hold");
        var part = 0;
        do
        {
            var length = Math.Min(StorageLimits.StringPropertyChars, text.Length);
            // A surrogate pair stays together: half of it is no Unicode text.
            if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
            SetString(TextPart(name, part++), text[..length]);
            text = text[length..];
        }
        while (text.Length > 0);
        while (Remove(TextPart(name, part))) part++;
        return StoredSize <= StorageLimits.EntityBytes
            ? this
            : throw Invalid(name, $"with it the row has {StoredSize} bytes, more than {StorageLimits.EntityBytes}");
    }

    /// <summary>Gets text that <see cref="SetText"/> has set.</summary>
    public string GetText(string name)
    {
        if (!Contains(TextPart(name, 1))) return GetString(name);
        var text = new StringBuilder(GetString(name));
        for (var part = 1; TryGetString(TextPart(name, part), out var more); part++) text.Append(more);
        return text.ToString();
    }

    /// <summary>Both keys, for logs and errors.</summary>
    public override string ToString() => $"{PartitionKey} / {RowKey}";

    internal void Add(in TableProperty property)
    {
        if (count == properties.Length) Array.Resize(ref properties, Math.Max(4, count * 2));
        properties[count++] = property;
    }

    private static string TextPart(string name, int part) => part == 0 ? name : $"{name}_{part}";

    private static bool IsName(string name) =>
        name.Length is > 0 and <= StorageLimits.PropertyNameChars
        && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && name is not ("PartitionKey" or "RowKey" or "Timestamp");

    private TableEntity Set(string name, TableProperty value)
    {
        var property = value with { Name = name };
        if (IndexOf(name) is var index and >= 0)
        {
            properties[index] = property;
            return this;
        }

        if (!IsName(name)) throw Invalid(name, "a property's name has ASCII letters, digits and _, no digit first, and is not a key's");
        if (count == StorageLimits.EntityProperties) throw Invalid(name, $"a row has at most {StorageLimits.EntityProperties} properties");
        Add(property);
        return this;
    }

    private bool Remove(string name)
    {
        var index = IndexOf(name);
        if (index < 0) return false;
        properties.AsSpan(index + 1, --count - index).CopyTo(properties.AsSpan(index));
        return true;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < count; i++)
            if (properties[i].Name == name) return i;
        return -1;
    }

    private ref readonly TableProperty Require(string name, EdmType type)
    {
        var index = IndexOf(name);
        if (index < 0) throw new InvalidDataException($"Row {this} has no property {name}.");
        ref readonly var property = ref properties[index];
        if (property.Type == type || (property.Type == EdmType.Int32 && type is EdmType.Int64 or EdmType.Double)) return ref property;
        throw new InvalidDataException($"Row {this}: property {name} is {property.Type}, not {type}.");
    }

    private bool Found<T>(string name, T _) => Contains(name);

    private ArgumentException Invalid(string name, string fault) => new($"Row {this}: property {name}: {fault}.", nameof(name));
}
