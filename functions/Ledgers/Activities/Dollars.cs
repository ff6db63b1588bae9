namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// An exact amount of US dollars with at most 9 places, held as a 64-bit integer of nano-dollars: a single token can cost less than a
/// micro-dollar. Range: ±9 223 372 036.854775807 dollars.
/// </summary>
[JsonConverter(typeof(FixedPointJsonConverter<Dollars>))]
public readonly record struct Dollars(long Nano) : IFixedPoint<Dollars>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"number","description":"US dollars, exact."}""";

    /// <inheritdoc/>
    public static int Decimals => 9;

    /// <inheritdoc/>
    public static string Unit => "dollars";

    /// <inheritdoc/>
    public static (Int128 Least, Int128 Most) Range => (long.MinValue, long.MaxValue);

    /// <inheritdoc/>
    public static Dollars OfParts(Int128 parts) => new((long)parts);

    /// <inheritdoc/>
    public Int128 Parts => Nano;

    /// <inheritdoc/>
    public int CompareTo(Dollars other) => Nano.CompareTo(other.Nano);

    /// <summary>For example <c>0.000000075</c>.</summary>
    public override string ToString() => this.ToText();
}
