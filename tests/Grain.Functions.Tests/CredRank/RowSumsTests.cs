using Grain.Functions.Cred.CredRank.Solving;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>Sums over rows, whose number need not be a multiple of four.</summary>
public class RowSumsTests
{
    [Fact]
    public void All_values_count_once_whatever_their_number()
    {
        for (var count = 0; count < 20; count++)
        {
            // Whole numbers, so that every order of additions gives the same sum.
            var values = Enumerable.Range(1, count).Select(i => (double)(i * i)).ToArray();
            var factors = Enumerable.Range(3, count).Select(i => (double)i).ToArray();
            Assert.Equal(values.Sum(), RowSums.Sum(values));
            Assert.Equal(values.Zip(factors, (value, factor) => value * factor).Sum(), RowSums.SumOfProducts(values, factors));
            for (var changed = 0; changed < count; changed++)
            {
                var after = values.ToArray();
                after[changed] -= 1000;
                Assert.Equal(1000, RowSums.LargestChange(values, after));
            }
        }
    }

    /// <summary>Cred is hashed, so both ways must round alike.</summary>
    [Fact]
    public void In_one_go_they_have_the_bits_that_they_have_in_turn()
    {
        var random = new Random(1);
        for (var count = 0; count < 40; count++)
        {
            double[] Draw() => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
            var (before, after, shares) = (Draw(), Draw(), Draw());
            var (values, factor) = (before.ToArray(), random.NextDouble());
            var (changes, sum) = RowSums.Replace(values, after, factor, shares);
            RowSums.AddProducts(after, factor, shares);
            Assert.Equal(after.AsSpan(), values.AsSpan());
            Assert.Equal((RowSums.SumOfChanges(before, after), RowSums.Sum(after)), (changes, sum));
        }
    }
}
