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
