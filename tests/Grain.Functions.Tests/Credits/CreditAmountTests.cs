using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Credits;
using Xunit;

namespace Grain.Functions.Tests.Credits;

public sealed class CreditAmountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1.5", 150)]
    [InlineData("-0.01", -1)]
    [InlineData("1e3", 100_000)]
    [InlineData("12.30", 1230)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    public void A_literal_is_read_exactly(string literal, long hundredths)
    {
        Assert.True(CreditAmount.TryParse(literal, out var amount, out _));
        Assert.Equal((Int128)hundredths, amount.Hundredths);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e308")]
    [InlineData("1e-400")]
    [InlineData("0.001")]
    [InlineData("100000000000000000000000.01")]
    [InlineData("10000000000000000000000000000")]
    [InlineData("")]
    public void What_is_no_exact_amount_is_refused(string literal)
    {
        Assert.False(CreditAmount.TryParse(literal, out _, out var fault));
        Assert.NotEmpty(fault!);
    }

    [Theory]
    [InlineData("0.125", 13)]
    [InlineData("-0.125", -13)]
    [InlineData("0.1249", 12)]
    [InlineData("2.675", 268)] // a binary double gives 2.67
    [InlineData("1.005", 101)] // and here 1.00
    public void Halves_are_rounded_away_from_zero(string credits, long hundredths) =>
        Assert.Equal((Int128)hundredths,
            CreditAmount.Rounded(decimal.Parse(credits, System.Globalization.CultureInfo.InvariantCulture)).Hundredths);

    [Fact]
    public void Sums_are_exact_and_overflow_throws()
    {
        var tenth = CreditAmount.Rounded(0.1m);
        Assert.Equal(CreditAmount.Of(100), Enumerable.Repeat(tenth, 1000).Aggregate(CreditAmount.Zero, (sum, each) => sum + each));
        Assert.True(CreditAmount.TryParse("-100000000000000000000000", out var least, out _));
        Assert.Throws<OverflowException>(() => least - new CreditAmount(1));
        Assert.Throws<OverflowException>(() => CreditAmount.Rounded(decimal.MaxValue));
    }

    [Fact]
    public void The_dearest_tasks_of_all_nodes_can_be_added_up()
    {
        var config = new CreditsConfig { TaskTypeMultipliers = { ["compute"] = 1000 }, PriorityMultipliers = { ["high"] = 1000 } };
        var dearest = CreditPricing.Price(config, CreditAmount.Of(1_000_000), "compute", "high").Amount;
        Assert.Equal(CreditAmount.Of(1_000_000_000_000), dearest);
        var sum = Enumerable.Repeat(dearest, 100_000).Aggregate((left, right) => left + right);
        Assert.Equal("100000000000000000", sum.ToString());
        Assert.Equal(sum, JsonSerializer.Deserialize(JsonSerializer.Serialize(new CreditTotals { Issued = sum },
            CreditJson.Stored.CreditTotals), CreditJson.Stored.CreditTotals)!.Issued);
    }

    [Fact]
    public void Every_amount_survives_text_and_JSON() => Prop.ForAll<long>(hundredths =>
    {
        var amount = new CreditAmount(hundredths);
        var json = JsonSerializer.Serialize(new CreditTotals { Balance = amount }, CreditJson.Stored.CreditTotals);
        return CreditAmount.TryParse(amount.ToString(), out var read, out _) && read == amount
            && JsonSerializer.Deserialize(json, CreditJson.Stored.CreditTotals)!.Balance == amount;
    }).QuickCheckThrowOnFailure();
}
