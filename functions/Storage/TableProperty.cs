namespace Grain.Functions.Storage;

/// <summary>The types of the Table service.</summary>
internal enum EdmType : byte
{
    String,
    Int32,
    Int64,
    Double,
    Boolean,
    DateTime,
    Binary,
}

/// <summary>A named value; what fits 64 bits lies in <see cref="Bits"/>, the rest behind <see cref="Reference"/>.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Bits">An integer, a double's bits, 0 or 1, or a moment's UTC ticks.</param>
/// <param name="Reference">A string or a byte array.</param>
internal readonly record struct TableProperty(EdmType Type, long Bits, object? Reference = null)
{
    public string Name { get; init; } = "";

    public double AsDouble => Type == EdmType.Int32 ? Bits : BitConverter.Int64BitsToDouble(Bits);

    /// <summary>Bytes the value takes in the store.</summary>
    public int ValueSize => Type switch
    {
        EdmType.String => 4 + 2 * ((string)Reference!).Length,
        EdmType.Binary => 4 + ((byte[])Reference!).Length,
        EdmType.Int32 => 4,
        EdmType.Boolean => 1,
        _ => 8,
    };

    public static TableProperty Of(string text) => new(EdmType.String, 0, text);
}
