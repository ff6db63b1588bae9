using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Hosting.Sent;

/// <summary>What all exact amounts have in common.</summary>
public sealed class FixedPointTests
{
    [Fact]
    public void Every_amount_survives_text_and_JSON() => Prop.ForAll<long, byte>((parts, shift) =>
        Survives<Points>(parts >> (shift % 60)) && Survives<Dollars>(parts >> (shift % 60))
            && Survives<CreditAmount>((Int128)(parts >> (shift % 60)) * 1000)).QuickCheckThrowOnFailure();

    [Fact]
    public void Sums_are_those_of_whole_parts_or_overflow_by_name() => Prop.ForAll<long, long>((left, right) =>
        Adds<Points>(left, right) && Adds<Dollars>(left, right) && Adds<CreditAmount>((Int128)left * 1_000_000, (Int128)right * 1_000_000))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void The_ends_of_a_range_are_named()
    {
        var overflow = Assert.Throws<OverflowException>(() => new Dollars(long.MaxValue) + new Dollars(1));
        Assert.Equal("The amount is out of range: at most 9223372036.854775807 dollars either way.", overflow.Message);
        Assert.False(CreditAmount.TryParse("1e24", out _, out var fault));
        Assert.Equal("is out of range (at most 100000000000000000000000 credits either way)", fault);
    }

    [Theory]
    [InlineData("0.15000000000000002", "0.15")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("-0.30000000000000004", "-0.3")]
    [InlineData("99.9999999999986", "100")] // a thousand times 0.1
    [InlineData("4.000000000000001e-1", "0.4")]
    [InlineData("0.09999999999999998", "0.1")]
    [InlineData("1234567.8900000001304", "1234567.89")]
    [InlineData("5.551115123125783e-17", "0")] // 0.1 + 0.2 - 0.3
    [InlineData("-5.551115123125783e-17", "0")]
    public void What_doubles_make_of_a_number_is_that_number(string sent, string meant)
    {
        Assert.True(CreditAmount.TryParse(sent, out var amount, out var fault), fault);
        Assert.Equal(meant, amount.ToText());
    }

    [Theory]
    [InlineData("0.301")]
    [InlineData("0.3000000001")]
    [InlineData("0.3000000000001004")]
    [InlineData("99.99999999986")]
    [InlineData("0.333333333333333314")] // a third
    [InlineData("5.551115123125783e-15")]
    [InlineData("1e-17")]
    [InlineData("1.5e-999999")]
    [InlineData("0.300000000000000000000000004")] // more digits than a double has
    public void Other_digits_that_are_too_many_are_told(string sent)
    {
        Assert.False(CreditAmount.TryParse(sent, out _, out var fault));
        Assert.Equal("has more than 2 decimal places", fault);
    }

    [Fact]
    public void Sums_of_doubles_mean_the_sums_of_their_amounts() => Prop.ForAll<int[]>(hundredths =>
    {
        var sum = hundredths.Aggregate(0.0, (sum, each) => sum + each % 100_000 / 100.0);
        var exact = hundredths.Sum(each => each % 100_000L);
        return CreditAmount.TryParse(sum.ToString("R", CultureInfo.InvariantCulture), out var meant, out _) && meant.Hundredths == exact;
    }).QuickCheckThrowOnFailure();

    private static bool Survives<T>(Int128 parts) where T : struct, IFixedPoint<T>
    {
        var amount = T.OfParts(parts);
        var json = JsonSerializer.Serialize(amount);
        return FixedPoint.TryParse(amount.ToText(), out T read, out _) && read.Equals(amount)
            && json == amount.ToText() && JsonSerializer.Deserialize<T>(json).Equals(amount)
            && decimal.Parse(json, CultureInfo.InvariantCulture) == amount.ToDecimal();
    }

    private static bool Adds<T>(Int128 left, Int128 right) where T : struct, IFixedPoint<T>
    {
        var isInRange = left + right >= T.Range.Least && left + right <= T.Range.Most;
        try
        {
            var sum = T.OfParts(left) + T.OfParts(right);
            return isInRange && sum.Parts == left + right && sum - T.OfParts(right) is var back && back.Parts == left
                && (T.OfParts(left) < T.OfParts(right)) == (left < right);
        }
        catch (OverflowException)
        {
            return !isInRange;
        }
    }
}
