using System.Globalization;
using System.Numerics;
using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Numbers for people: grouped and rounded in one way, whatever they are.</summary>
public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(5.980000000000001, "5.98")]
    [InlineData(5.995, "6")]
    [InlineData(0.125, "0.13")]
    [InlineData(-0.125, "-0.13")]
    [InlineData(0.004, "<0.01")]
    [InlineData(-0.004, ">-0.01")]
    [InlineData(double.Epsilon, "<0.01")]
    [InlineData(-double.Epsilon, ">-0.01")]
    [InlineData(1234567.5, "1,234,567.5")]
    [InlineData(1e12, "1,000,000,000,000")]
    [InlineData(1.234e21, "1.23e21")]
    [InlineData(-1e300, "-1e300")]
    [InlineData(double.MaxValue, "1.8e308")]
    [InlineData(double.NaN, "NaN")]
    public void A_double(double number, string shown) => Assert.Equal(shown, Shown.Of(number));

    [Theory]
    [InlineData("0", 18, "0")]
    [InlineData("1", 18, "<0.01")]
    [InlineData("-1", 18, ">-0.01")]
    [InlineData("7331455999999999999999", 18, "7,331.45")]
    [InlineData("-7331455999999999999999", 18, "-7,331.45")]
    [InlineData("999999999999999999", 18, "0.99")]
    [InlineData("12", 0, "12")]
    [InlineData("1250", 1, "125")]
    [InlineData("1255", 2, "12.55")]
    [InlineData("1255", 3, "1.25")]
    [InlineData("1000000000000000000000000000000", 18, "1,000,000,000,000")]
    public void Parts_are_rounded_down(string parts, int decimals, string shown) =>
        Assert.Equal(shown, Shown.Of(BigInteger.Parse(parts, CultureInfo.InvariantCulture), decimals));

    [Theory]
    [InlineData("9999", 0, "9,999")]
    [InlineData("999999", 0, "999.9K")]
    [InlineData("1000000", 0, "1M")]
    [InlineData("1990000", 0, "1.9M")]
    [InlineData("999999999", 0, "999.9M")]
    [InlineData("1000000000", 0, "1B")]
    [InlineData("-2500000000000", 0, "-2.5T")]
    [InlineData("999999999999999", 0, "999.9T")]
    [InlineData("1000000000000000", 0, "1e15")]
    [InlineData("1250000", 2, "12.5K")]
    [InlineData("257991", 2, "2,579")]
    [InlineData("-999999", 2, "-9,999")]
    [InlineData("99999", 2, "999.99")]
    public void Short_where_there_is_little_room(string parts, int decimals, string shown) =>
        Assert.Equal(shown, Shown.Compact(BigInteger.Parse(parts, CultureInfo.InvariantCulture), decimals));

    [Theory]
    [InlineData(9_999.5, "9,999")]
    [InlineData(999.5, "999.5")]
    [InlineData(999_999.5, "999.9K")]
    [InlineData(1_234_567, "1.2M")]
    [InlineData(-3e12, "-3T")]
    [InlineData(1e300, "1e300")]
    public void Short_doubles(double number, string shown) => Assert.Equal(shown, Shown.Compact(number));

    [Fact]
    public void Whatever_the_machine_speaks()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture =
                new CultureInfo("") { NumberFormat = { NumberGroupSeparator = ".", NumberDecimalSeparator = ",", NegativeSign = "−" } };
            Assert.Equal("1,234.5", Shown.Of(1234.5));
            Assert.Equal("-1,234.5", Shown.Of(new BigInteger(-12345), 1));
            Assert.Equal("1e15", Shown.Compact(BigInteger.Pow(10, 15), 0));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
