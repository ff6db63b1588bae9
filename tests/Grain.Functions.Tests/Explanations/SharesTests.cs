using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Reads.Explanations.Sums;
using Xunit;

namespace Grain.Functions.Tests.Explanations;

/// <summary>Parts add up to the whole, exactly and as they are shown.</summary>
public sealed class SharesTests
{
    private static readonly Gen<int> Seeds = Gen.Choose(0, 1_000_000);

    [Fact]
    public void Rounded_parts_add_up_and_each_is_less_than_one_off() => Prop.ForAll(Seeds.ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var scale = new BigInteger(random.Next(1, 2000));
        var parts = Enumerable.Range(0, random.Next(1, 12)).Select(_ => new BigInteger(random.Next(-5000, 9000))).ToArray();
        var whole = Shares.Round(parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part), scale);

        var rounded = Shares.Split(parts, scale, whole);

        Assert.Equal(whole, rounded.Aggregate(BigInteger.Zero, (sum, part) => sum + part));
        Assert.All(parts.Zip(rounded), pair => Assert.True(BigInteger.Abs(pair.First - (pair.Second * scale)) <= scale));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new[] { 1, 1, 1 }, 3, 1, new[] { 1, 0, 0 })]
    [InlineData(new[] { 335, 335, 330 }, 10, 100, new[] { 34, 33, 33 })]
    [InlineData(new[] { 5, -5 }, 10, 0, new[] { 1, -1 })]
    [InlineData(new[] { 10, 20 }, 10, 4, new[] { 2, 2 })]
    [InlineData(new[] { 10, 20 }, 10, 2, new[] { 1, 1 })]
    public void What_is_missing_goes_to_the_largest_remainders(int[] parts, int scale, int whole, int[] rounded) =>
        Assert.Equal(rounded, Shares.Split([.. parts.Select(part => new BigInteger(part))], scale, whole).Select(part => (int)part));

    [Fact]
    public void Everything_that_is_told_of_points_adds_up() => Prop.ForAll(Seeds.ToArbitrary(), seed => Check(
        seed, Measures.Points, random => new Points(random.Next(-9_000_000, 90_000_000) * (random.Next(2) == 0 ? 1 : 1_000_000L)),
        exact: true))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Everything_that_is_told_of_grain_adds_up() => Prop.ForAll(Seeds.ToArbitrary(), seed => Check(
        seed, Measures.Grain(seed % 19), random => new GrainAmount(BigInteger.Pow(random.Next(-99, 999), random.Next(1, 12))), exact: true))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Everything_that_is_told_of_cred_adds_up_and_the_percents_to_100() => Prop.ForAll(Seeds.ToArbitrary(), seed =>
    {
        var told = Check(seed, Measures.Cred, random => random.NextDouble() * Math.Pow(10, random.Next(-8, 15)), exact: false);
        if (told.Amount > 1e-3) Assert.Equal(100, told.Groups.Sum(group => group.Percent) + (told.Rest?.Percent ?? 0));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_far_below_one_is_shown_with_more_decimals_and_whole_numbers_with_none()
    {
        Assert.Equal("0.000123", Tell(Measures.Points, new Points(123)).Shown);
        Assert.Equal("1,234", Tell(Measures.Points, Points.Of(1234)).Shown);
        Assert.Equal("1,234.5", Tell(Measures.Points, new Points(1_234_500_000)).Shown);
        Assert.Equal("0", Tell(Measures.Grain(0), GrainAmount.Zero).Shown);
        Assert.Equal("60.15", Tell(Measures.Grain(3), new GrainAmount(60_159)).Shown); // nobody is shown more than there is
        Assert.Equal("-5", Tell(Measures.Points, Points.Of(-5)).Shown);
    }

    private static ToldSum<T> Tell<T>(Measure<T> measure, T amount)
    {
        var tally = new Tally<T>(measure, 1);
        tally.Add("kind", new Entry<T>("one", null, null, null, amount));
        return new Telling<T>(measure, (kind, _) => kind).Of(tally, amount);
    }

    private static ToldSum<T> Check<T>(int seed, Measure<T> measure, Func<Random, T> next, bool exact)
    {
        var (random, all) = (new Random(seed), new List<T>());
        var (kinds, top) = (random.Next(1, 40), random.Next(1, 6));
        var tally = new Tally<T>(measure, top);
        for (var i = random.Next(1, 120); i > 0; i--)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(random.Next());
            all.Add(next(random));
            tally.Add($"kind {random.Next(kinds)}", new Entry<T>($"{i}", null, null, at, all[^1]));
        }

        // Some of it is too old to be told.
        var old = random.Next(3);
        for (var i = 0; i < old; i++) all.Add(next(random));
        var told = new Telling<T>(measure, (kind, _) => kind)
        {
            HasPercents = true,
            PartsOf = entry => [("half", "half", entry.Amount), ("none", "none", measure.Less(entry.Amount, entry.Amount))],
        }.Of(tally, measure.Sum(all), old);

        Adds(told.Amount, told.Shown, [.. told.Groups.Select(group => (group.Amount, group.Shown)), .. RestOf(told.Rest)]);
        foreach (var group in told.Groups)
        {
            Assert.InRange(group.Items.Count, 1, top + 1);
            Assert.Equal(group.Items.OrderByDescending(item => item.At), group.Items);
            Assert.Equal(group.Count, group.Items.Count + (group.Rest?.Count ?? 0));
            Assert.Single(group.Items, item => item.IsLargest);
            Adds(group.Amount, group.Shown, [.. group.Items.Select(item => (item.Amount, item.Shown)), .. RestOf(group.Rest)]);
            foreach (var item in group.Items) Adds(item.Amount, item.Shown, [.. item.Parts!.Select(part => (part.Amount, part.Shown))]);
        }

        Assert.Equal(all.Count, told.Groups.Sum(group => group.Count) + (told.Rest?.Count ?? 0));
        return told;

        void Adds(T amount, string shown, (T Amount, string Shown)[] parts)
        {
            Assert.Equal(Number(shown), parts.Aggregate(BigInteger.Zero, (sum, part) => sum + Number(part.Shown)));
            if (exact) Assert.Equal(amount, measure.Sum(parts.Select(part => part.Amount)));
        }
    }

    private static IEnumerable<(T Amount, string Shown)> RestOf<T>(ToldRest<T>? rest) => rest is null ? [] : [(rest.Amount, rest.Shown)];

    /// <summary>What is shown together has the same number of decimals.</summary>
    private static BigInteger Number(string shown) =>
        BigInteger.Parse(shown.Replace(",", "").Replace(".", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
