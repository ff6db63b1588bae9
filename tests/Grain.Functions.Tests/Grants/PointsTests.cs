using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Grants;

public sealed class PointsTests
{
    [Fact]
    public void What_is_written_reads_back_exactly() =>
        Prop.ForAll<long>(micro => Points.TryParse(new Points(micro).ToString(), out var read, out _) && read == new Points(micro))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_notation_of_a_number_gives_the_same_points() =>
        Prop.ForAll<int, int>((value, shift) =>
        {
            var places = Math.Abs(shift % 6);
            var plain = (value / (decimal)Math.Pow(10, places)).ToString(CultureInfo.InvariantCulture);
            return Points.TryParse(plain, out var written, out _) && Points.TryParse($"{value}e-{places}", out var scientific, out _)
                && Points.TryParse($"{value}00E-{places + 2}", out var padded, out _) && written == scientific && written == padded;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_thousand_tenths_are_a_hundred()
    {
        Assert.True(Points.TryParse("0.1", out var tenth, out _));
        Assert.Equal(Points.Of(100), Enumerable.Repeat(tenth, 1000).Aggregate(Points.Zero, (sum, each) => sum + each));
    }

    [Fact]
    public void A_sum_out_of_range_throws_instead_of_wrapping()
    {
        Assert.Throws<OverflowException>(() => new Points(long.MaxValue) + new Points(1));
        Assert.Throws<OverflowException>(() => Points.Of(long.MaxValue));
    }

    [Theory]
    [InlineData("1e-7")]
    [InlineData("1e-30")]
    [InlineData("1e-99999999999")]
    [InlineData("1e99999999999")]
    [InlineData("9223372036854.775808")]
    [InlineData("-9223372036854.775809")]
    [InlineData("0.0000001")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("--1")]
    [InlineData("0x1")]
    public void What_is_not_exact_or_not_in_range_is_refused(string literal)
    {
        Assert.False(Points.TryParse(literal, out _, out var fault));
        Assert.NotEmpty(fault!);
    }

    [Theory]
    [InlineData("0e99999999999", 0)]
    [InlineData("-0", 0)]
    [InlineData("0.000000000000", 0)]
    [InlineData("1000000000000e-12", 1_000_000)]
    [InlineData("-9223372036854.775808", long.MinValue)]
    public void What_is_exact_is_read(string literal, long micro)
    {
        Assert.True(Points.TryParse(literal, out var points, out _));
        Assert.Equal(micro, points.Micro);
    }
}
