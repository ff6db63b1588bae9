namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// An exact amount of points: a decimal with at most 6 places, held as a 64-bit integer of micro-points.
/// Range: ±9 223 372 036 854.775807 points; what is taken is bounded by <see cref="OneMax"/> and <see cref="TotalMax"/>.
/// </summary>
[JsonConverter(typeof(FixedPointJsonConverter<Points>))]
public readonly record struct Points(long Micro) : IFixedPoint<Points>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"number","description":"Points, exact: at most six decimals."}""";

    /// <summary>The most that one grant, bucket or weight may be, either way.</summary>
    public static readonly Points OneMax = Points.Of(1_000_000_000);

    /// <summary>The most that an account's total may come to, either way.</summary>
    public static readonly Points TotalMax = Points.Of(1_000_000_000_000);

    /// <summary>The most that can be held.</summary>
    public static readonly Points RangeMax = new(long.MaxValue);

    /// <inheritdoc/>
    public static int Decimals => 6;

    /// <inheritdoc/>
    public static string Unit => "points";

    /// <inheritdoc/>
    public static (Int128 Least, Int128 Most) Range => (long.MinValue, long.MaxValue);

    /// <inheritdoc/>
    public static Points OfParts(Int128 parts) => new((long)parts);

    /// <inheritdoc/>
    public Int128 Parts => Micro;

    /// <summary>The same amount with the opposite sign; of the least there is, which has none, the most.</summary>
    public static Points operator -(Points amount) => new(Bounded(-amount.Parts));

    /// <summary>
    /// The sum over several accounts. Of totals within <see cref="TotalMax"/> it is exact; ledgers may hold larger ones from before there
    /// was a bound, and a sum of these stays at the end of the range, so that whoever reads it does not fail.
    /// </summary>
    public static Points Sum(IEnumerable<Points> amounts) =>
        new(Bounded(amounts.Aggregate((Int128)0, (sum, amount) => sum + amount.Micro)));

    /// <summary>The sum of two, likewise.</summary>
    internal Points Plus(Points other) => new(Bounded(Parts + other.Parts));

    /// <summary>Whether it is at most <paramref name="most"/> either way.</summary>
    internal bool IsWithin(Points most) => this <= most && this >= -most;

    internal static long Bounded(Int128 micro) => (long)Int128.Clamp(micro, long.MinValue, long.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(Points other) => Micro.CompareTo(other.Micro);

    /// <summary>For example <c>-1.5</c>.</summary>
    public override string ToString() => this.ToText();
}
