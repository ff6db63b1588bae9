using System.Globalization;
using Grain.Functions.Ledgers.Activities;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class DollarsTests
{
    [Theory]
    [InlineData("0.30000000000000004", 300_000_000)]
    [InlineData("0.15000000000000002", 150_000_000)]
    [InlineData("0", 0)]
    [InlineData("-0.0e99", 0)]
    [InlineData("72.54", 72_540_000_000)]
    [InlineData("7.5e-8", 75)]
    [InlineData("0.000000001", 1)]
    [InlineData("1e3", 1_000_000_000_000)]
    [InlineData("1.50000000000000", 1_500_000_000)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    public void A_literal_is_read_exactly(string literal, long nano)
    {
        Assert.True(Dollars.TryParse(literal, out var dollars, out var fault), fault);
        Assert.Equal(nano, dollars.Nano);
    }

    [Theory]
    [InlineData("0.0000000001")]
    [InlineData("0.3000000000004")]
    [InlineData("1e-400")]
    [InlineData("1e400")]
    [InlineData("9223372036.854775808")]
    [InlineData("1e2147483648")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("")]
    [InlineData("12345678901234567890123456789012345")]
    public void What_cannot_be_kept_exactly_is_refused(string literal)
    {
        Assert.False(Dollars.TryParse(literal, out var dollars, out var fault));
        Assert.Equal(0, dollars.Nano);
        Assert.NotEmpty(fault!);
    }

    [Fact]
    public void A_thousand_times_a_tenth_of_a_cent_is_a_dollar()
    {
        Assert.True(Dollars.TryParse("0.001", out var mill, out _));
        Assert.Equal(Dollars.Of(1), Enumerable.Repeat(mill, 1000).Aggregate(Dollars.Zero, (sum, each) => sum + each));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(9);
        for (var i = 0; i < 500; i++)
        {
            var dollars = new Dollars(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(60));
            Assert.True(Dollars.TryParse(dollars.ToString(), out var again, out var fault), $"{dollars}: {fault}");
            Assert.Equal(dollars, again);
            Assert.Equal(dollars.ToDecimal(), decimal.Parse(dollars.ToString(), CultureInfo.InvariantCulture));
        }
    }
}
