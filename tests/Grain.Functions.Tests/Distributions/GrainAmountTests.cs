using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Distributions.Amounts;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

public sealed class GrainAmountTests
{
    private static readonly BigInteger Largest = (BigInteger.One << 512) - 1;

    [Theory]
    [InlineData("12.5", 18, "12500000000000000000")]
    [InlineData("0.000000000000000001", 18, "1")]
    [InlineData("-0.25", 2, "-25")]
    [InlineData("7", 0, "7")]
    [InlineData("1.500", 1, "15")]
    [InlineData("-0.0", 3, "0")]
    public void Reads_grain_as_base_units(string text, int decimals, string baseUnits)
    {
        Assert.True(GrainNotation.TryParse(text, decimals, out var amount, out _));
        Assert.Equal(baseUnits, amount.ToString());
    }

    [Theory]
    [InlineData("0.0000000000000000001", 18, "has more than 18 decimal places")]
    [InlineData("1.5", 0, "has more than 0 decimal places")]
    [InlineData("1.", 18, "must be a decimal number")]
    [InlineData(".5", 18, "must be a decimal number")]
    [InlineData("1e3", 18, "must be a decimal number")]
    [InlineData("+1", 18, "must be a decimal number")]
    [InlineData("1,000", 18, "must be a decimal number")]
    [InlineData("", 18, "must be a decimal number")]
    public void Refuses_grain_it_would_have_to_round_or_guess(string text, int decimals, string fault)
    {
        Assert.False(GrainNotation.TryParse(text, decimals, out _, out var actual));
        Assert.StartsWith(fault, actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-0")]
    [InlineData("007")]
    [InlineData("+7")]
    [InlineData(" 7")]
    [InlineData("7.0")]
    [InlineData("٧")]
    public void Has_one_spelling_of_base_units_only(string text)
    {
        Assert.False(GrainAmount.TryParse(text, out _, out var fault));
        Assert.StartsWith("must ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_to_exceed_its_range_instead_of_wrapping()
    {
        var largest = new GrainAmount(Largest);
        Assert.Equal(largest, GrainAmount.Parse(Largest.ToString(null, null)));
        Assert.False(GrainAmount.TryParse((Largest + 1).ToString(null, null), out _, out _));
        Assert.False(GrainAmount.TryParse(new string('1', 156), out _, out var fault));
        Assert.Equal("must not have more than 155 digits", fault);
        Assert.Throws<OverflowException>(() => largest + new GrainAmount(1));
        Assert.Throws<OverflowException>(() => -largest - new GrainAmount(1));
        Assert.Throws<OverflowException>(() => new GrainAmount(1).FloorMul(1e160));
    }

    [Theory]
    [InlineData("-1", 18, "must not be negative")]
    [InlineData("1000000000000000000000000000000000000000000.000000000000000001", 18, "must not exceed 10^42 grain")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457.584007913129639935", 18, "must not exceed 10^42 grain")]
    [InlineData("1000000000000000000000000000000000000000000000000000000000001", 0, "must not exceed 10^60 grain")]
    [InlineData("1000000000000000000000000000000000000000000", 18, null)]
    [InlineData("1000000000000000000000000000000000000000000000000000000000000", 0, null)]
    [InlineData("0", 6, null)]
    public void What_is_asked_for_leaves_room_for_all_sums(string text, int decimals, string? fault) =>
        Assert.Equal(fault, GrainNotation.ReadOne(text, decimals, out _));

    [Theory]
    [InlineData("9007199254740993", 9007199254740992)] // a tie goes to even
    [InlineData("9007199254740995", 9007199254740996)]
    [InlineData("100000000000000000000000", 1e23)]
    [InlineData("170141183460469250621153235194464960513", 170141183460469269510619166673045815296.0)] // one unit above a tie
    [InlineData("-170141183460469250621153235194464960513", -170141183460469269510619166673045815296.0)]
    public void Becomes_the_nearest_double(string amount, double expected) => Assert.Equal(expected, GrainAmount.Parse(amount).ToDouble());

    [Fact]
    public void A_text_in_grain_is_read_back_as_the_same_amount() =>
        Prop.ForAll(Amounts(), ArbMap.Default.ArbFor<byte>(), (amount, number) =>
    {
        var decimals = number % (GrainAmount.DecimalsMax + 1);
        return GrainNotation.TryParse(GrainNotation.Format(amount, decimals), decimals, out var again, out _) && again == amount
            && GrainAmount.Parse(amount.ToString()) == amount;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_nearest_double_is_the_one_that_decimal_text_gives() => Prop.ForAll(Amounts(), amount =>
        amount.ToDouble() == double.Parse(amount.ToString(), System.Globalization.CultureInfo.InvariantCulture)).QuickCheckThrowOnFailure();

    [Fact]
    public void Is_a_string_of_digits_in_json()
    {
        var amount = GrainAmount.Parse("123456789012345678901234567890");
        var json = JsonSerializer.Serialize(amount, DistributionTestJson.Default.GrainAmount);
        Assert.Equal("\"123456789012345678901234567890\"", json);
        Assert.Equal(amount, JsonSerializer.Deserialize(json, DistributionTestJson.Default.GrainAmount));
        Assert.Throws<Grain.Functions.Hosting.Sent.SentException>(() =>
            JsonSerializer.Deserialize("12", DistributionTestJson.Default.GrainAmount));
        Assert.Throws<Grain.Functions.Hosting.Sent.SentException>(() =>
            JsonSerializer.Deserialize("\"1.5\"", DistributionTestJson.Default.GrainAmount));
    }

    private static Arbitrary<GrainAmount> Amounts() => (
        from bytes in Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>())
        let value = new BigInteger(bytes.Take(30).ToArray())
        select new GrainAmount(value)).ToArbitrary();
}
